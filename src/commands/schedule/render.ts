// The entry of the scheduler as text: lines for cron, units for systemd, a task for Windows.
// Every value is quoted as its reader wants it.
import { calendarTimes, cronTimes, sayTimes, type Timetable } from '../../core/schedule/timetable.ts';

/** What runs, and with what around it. */
export interface Job {
  /** Null: all there are when it runs. */
  readonly profile: string | null;
  /** Absolute: a scheduler's PATH is short. */
  readonly node: string;
  /** What Node runs; null: `node` is the single executable. */
  readonly program: string | null;
  /** AT2QBO_HOME first. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timetable: Timetable;
  /** The key comes from a systemd credential. */
  readonly hasCredential: boolean;
}

const home = (job: Job): string => job.environment['AT2QBO_HOME'] ?? '';
const words = (job: Job): readonly string[] => [
  job.node,
  ...(job.program === null ? [] : [job.program]),
  ...(job.profile === null ? ['--all-profiles'] : ['--profile', job.profile]),
  'sync',
  '--quiet',
];

/** What its units and its task are called; no profile can be called so. */
export function jobName({ profile }: Job): string {
  return profile === null ? 'at2qbo.all-profiles' : `at2qbo-${profile}`;
}

function whose({ profile }: Job): string {
  return profile === null ? 'all profiles' : `profile ${profile}`;
}

/** The lines between which the entry of this profile and folder stands. */
export function cronMarks(job: Job): { readonly begin: string; readonly end: string } {
  return {
    begin: `# >>> at2qbo ${job.profile ?? '--all-profiles'} ${home(job)} >>>`,
    end: `# <<< at2qbo ${job.profile ?? '--all-profiles'} ${home(job)} <<<`,
  };
}

/** The entry with its marks. The variables are in the line, so that they concern no other entry. */
export function cronEntry(job: Job): string {
  const { begin, end } = cronMarks(job);
  const variables = Object.entries(job.environment).map(([name, value]) => `${name}=${shell(value)}`);
  // A % is a line break to cron, unless a backslash stands before it.
  const command = [...variables, ...words(job).map(shell)].join(' ').replaceAll('%', '\\%');
  return [begin, `# ${sayTimes(job.timetable)}; changed by: at2qbo schedule cron --install`, `${cronTimes(job.timetable)} ${command}`, end]
    .map((line) => `${line}\n`)
    .join('');
}

function shell(text: string): string {
  return /^[\w@.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A file of systemd. */
export interface Unit {
  readonly name: string;
  readonly text: string;
}

/** The service and its timer. `user`: null for a unit of the user's own manager, else the account that a unit of the system runs as. */
export function systemdUnits(job: Job, user: string | null): readonly [Unit, Unit] {
  const name = jobName(job);
  const isSystem = user !== null;
  const store = isSystem ? '/etc/credstore.encrypted' : '%h/.config/credstore.encrypted';
  const service = [
    `# Made by: at2qbo schedule systemd`,
    '[Unit]',
    `Description=at2qbo sync, ${whose(job)}`,
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    '# A unit of yours that tells somebody when a run fails:',
    '#OnFailure=tell-somebody@%n.service',
    'StartLimitIntervalSec=6h',
    'StartLimitBurst=200',
    '',
    '[Service]',
    'Type=oneshot',
    ...(isSystem ? [`User=${user}`] : []),
    ...Object.entries(job.environment).map(([key, value]) => `Environment=${quoted(`${key}=${value}`)}`),
    ...(job.hasCredential ? [`LoadCredentialEncrypted=at2qbo.key:${store}/at2qbo.key`] : []),
    `ExecStart=${words(job).map(commandWord).join(' ')}`,
    '# 1: a document waits for a person (at2qbo tells them).',
    'SuccessExitStatus=1',
    '# 6: another run is still active. Tried again each minute; after 200 times in six hours, longer than a run can take, the unit has failed.',
    'Restart=on-failure',
    'RestartPreventExitStatus=2 3 4 5 7 70 129 130 143',
    'RestartSec=60',
    '# The document in hand is finished before the run ends.',
    'TimeoutStopSec=120',
    'UMask=0077',
    ...(isSystem ? ['NoNewPrivileges=yes', 'PrivateTmp=yes', 'ProtectSystem=strict', `ReadWritePaths=${quoted(home(job))}`] : []),
  ];
  const timer = [
    `# Made by: at2qbo schedule systemd`,
    '[Unit]',
    `Description=at2qbo sync ${sayTimes(job.timetable)}, ${whose(job)}`,
    '',
    '[Timer]',
    `OnCalendar=${calendarTimes(job.timetable)}`,
    '# A run that was missed while the machine was off is made up for once.',
    'Persistent=true',
    'AccuracySec=10s',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ];
  return [
    { name: `${name}.service`, text: `${service.join('\n')}\n` },
    { name: `${name}.timer`, text: `${timer.join('\n')}\n` },
  ];
}

/** In quotes; % begins a specifier. */
function quoted(text: string): string {
  const inner = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  return /^[\w@.:=/+%-]+$/.test(inner) ? inner : `"${inner}"`;
}

/** In a command line $ begins a variable as well; not in its first word, which is a path. */
function commandWord(text: string, index: number): string {
  return quoted(index === 0 ? text : text.replaceAll('$', '$$$$'));
}

/** The task for the Task Scheduler, as `Register-ScheduledTask -Xml` takes it. */
export function windowsTask(job: Job): string {
  const { everyMinutes, startMinute } = job.timetable;
  const two = (n: number): string => String(n).padStart(2, '0');
  const interval = everyMinutes % 60 === 0 ? `PT${everyMinutes / 60}H` : `PT${everyMinutes}M`;
  const variables = Object.entries(job.environment).map(([name, value]) => `set "${name}=${value}" && `);
  // A console program would flash a window up at each run; the console host without one runs it unseen.
  const command = `--headless cmd.exe /d /s /c "${variables.join('')}${words(job).map(windowsWord).join(' ')}"`;
  const repetition =
    everyMinutes === 1440 ? '' : `\n      <Repetition><Interval>${interval}</Interval><Duration>P1D</Duration></Repetition>`;
  return `<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${xml(`at2qbo sync ${sayTimes(job.timetable)}, ${whose(job)}`)}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>${repetition}
      <StartBoundary>2026-01-01T${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT4H</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>%SystemRoot%\\System32\\conhost.exe</Command>
      <Arguments>${xml(command)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

function windowsWord(text: string): string {
  return /^[\w.:\\/-]+$/.test(text) ? text : `"${text}"`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
