// The fields of the Autotask entities that the sandbox serves, one word each:
//   name:type[/length] then flags: `+` writable, `-` not queryable, `!` required, `#` picklist, `>X` refers to X.
// From the published metadata of 2021 with the fields seen since; those that have vanished (`lineItemID`) aren't here.

/** Entity's plural name -> its name in messages and its fields, compact. */
export const FIELD_TABLE = {
  Invoices: {
    name: 'Invoice',
    fields: `id:long! batchID:int comments:string/2000 companyID:int>Companies createDateTime:datetime creatorResourceID:int>Resource
      dueDate:datetime- fromDate:datetime invoiceDateTime:datetime! invoiceEditorTemplateID:int>InvoiceTemplate
      invoiceNumber:string/100+ invoiceTotal:double isVoided:boolean orderNumber:string/20 paidDate:datetime+ paymentTerm:int#
      taxGroup:int-# taxRegionName:string/200 toDate:datetime totalTaxValue:double voidedByResourceID:int>Resource
      voidedDate:datetime webServiceDate:datetime+ invoiceStatus:long# invoiceTaxMethodExternalCode:string`,
  },
  BillingItems: {
    name: 'BillingItem',
    fields: `id:long! accountManagerWhenApprovedID:int>Resource billingCodeID:int>BillingCodes billingItemType:int!#
      companyID:int>Companies configurationItemID:long>ConfigurationItems contractChargeID:long>ContractCharges
      contractID:int>Contract description:string/2000 expenseItemID:int>ExpenseItem extendedPrice:double
      internalCurrencyExtendedPrice:double internalCurrencyRate:double internalCurrencyTaxDollars:double
      internalCurrencyTotalAmount:double invoiceID:int>Invoice itemApproverID:int>Resource itemDate:datetime
      itemName:string/255 lineItemFullDescription:string/8000- lineItemGroupDescription:string/8000-
      milestoneID:long>ContractMilestone nonBillable:int! organizationalLevelAssociationID:int>OrganizationalLevelAssociations
      ourCost:double postedDate:datetime postedOnTime:datetime projectChargeID:long>ProjectCharges projectID:int>Project
      purchaseOrderNumber:string/50 quantity:double rate:double roleID:int>Role serviceBundleID:long>ServiceBundle
      serviceID:long>Service subType:int!# taskID:int>Task taxDollars:double ticketChargeID:long>TicketCharges
      ticketID:int>Ticket timeEntryID:int>TimeEntry totalAmount:double vendorID:long>Companies webServiceDate:datetime+
      contractBlockID:long contractServiceAdjustmentID:long contractServiceBundleAdjustmentID:long
      contractServiceBundleID:long contractServiceBundlePeriodID:long contractServiceID:long contractServicePeriodID:long
      sortOrderID:long taxCategoryID:long`,
  },
  BillingCodes: {
    name: 'BillingCode',
    fields: `id:long! afterHoursWorkType:int+>BillingCodes billingCodeType:int+# department:int+ description:string/500+
      externalNumber:string/100+ generalLedgerAccount:int+# isActive:boolean+! isExcludedFromNewContracts:boolean+
      markupRate:double name:string/200+ taxCategoryID:int+>TaxCategory unitCost:double+! unitPrice:double+! useType:int+#`,
  },
  Companies: {
    name: 'Company',
    fields: `id:long! additionalAddressInformation:string/100+ address1:string/128+ address2:string/128+ alternatePhone1:string/25+
      alternatePhone2:string/25+ apiVendorID:int# assetValue:double+- billToCompanyLocationID:int+>CompanyLocations
      billToAdditionalAddressInformation:string/100 billingAddress1:string/150 billingAddress2:string/150
      billToAddressToUse:int# billToAttention:string/50+ billToCity:string/50 billToCountryID:int>Country
      billToState:string/128 billToZipCode:string/50 city:string/30+ classification:int+# companyName:string/100+!
      companyNumber:string/50+ companyType:int+!# competitorID:int+# countryID:int+>Country createDate:datetime
      createdByResourceID:int>Resource currencyID:int+>Currency fax:string/25+ impersonatorCreatorResourceID:int>Resource
      invoiceEmailMessageID:int+ invoiceMethod:int+# invoiceNonContractItemsToParentCompany:boolean+
      invoiceTemplateID:int+>InvoiceTemplate isActive:boolean+ isClientPortalActive:boolean isEnabledForComanaged:boolean+
      isTaskFireActive:boolean isTaxExempt:boolean+ lastActivityDate:datetime lastTrackedModifiedDateTime:datetime
      marketSegmentID:int+# ownerResourceID:int+!>Resource parentCompanyID:int+>Companies phone:string/25+!
      postalCode:string/10+ quoteEmailMessageID:int+ quoteTemplateID:int+>QuoteTemplate sicCode:string/32+- state:string/40+
      stockMarket:string/10+- stockSymbol:string/10+- surveyCompanyRating:double taxID:string/50+ taxRegionID:int+>TaxRegion
      territoryID:int+# webAddress:string/255+`,
  },
  Contacts: {
    name: 'Contact',
    fields: `id:long! additionalAddressInformation:string/100+ addressLine:string/128+ addressLine1:string/128+
      alternatePhone:string/32+ apiVendorID:int# bulkEmailOptOutTime:datetime city:string/32+ companyID:int!>Companies
      companyLocationID:int+>CompanyLocations countryID:int+>Country createDate:datetime emailAddress:string/254+
      emailAddress2:string/254+ emailAddress3:string/254+ extension:string/10+ externalID:string/50+ facebookUrl:string/200+
      faxNumber:string/25+ firstName:string/50+! impersonatorCreatorResourceID:int>Resource isActive:int+!
      isOptedOutFromBulkEmail:boolean+- lastActivityDate:datetime lastModifiedDate:datetime lastName:string/50+!
      linkedInUrl:string/200+ middleInitial:string/50+ mobilePhone:string/25+ namePrefix:int+# nameSuffix:int+#
      note:string/50+ receivesEmailNotifications:boolean+ phone:string/25+ primaryContact:boolean+ roomNumber:string/50+
      solicitationOptOut:boolean- solicitationOptOutTime:datetime state:string/40+ surveyOptOut:boolean- title:string/50+
      twitterUrl:string/200+ zipCode:string/16+`,
  },
  CompanyLocations: {
    name: 'CompanyLocation',
    fields: `id:long! address1:string/128+ address2:string/128+ alternatePhone1:string/25+ alternatePhone2:string/25+ city:string/50+
      companyID:int!>Companies countryID:int+>Country description:string/500+ fax:string/25+ isActive:boolean+
      isPrimary:boolean+ isTaxExempt:boolean+ overrideCompanyTaxSettings:boolean+ name:string/100+! phone:string/25+
      postalCode:string/20+ roundtripDistance:double+ state:string/25+ taxRegionID:int+>TaxRegion`,
  },
  Contracts: {
    name: 'Contract',
    fields: `id:long! billToCompanyID:int+>Companies companyID:int+!>Companies contractCategory:int+# contractName:string/100+!
      contractNumber:string/50+ contractType:int!# description:string/2000+ endDate:datetime+! purchaseOrderNumber:string/50+
      startDate:datetime+! status:int+!#`,
  },
  Tickets: {
    name: 'Ticket',
    fields: `id:long! companyID:int+!>Companies createDate:datetime description:string/8000+- dueDateTime:datetime+ externalID:string/50+
      priority:int+!# queueID:int+# status:int+!# title:string/255+! ticketNumber:string/50`,
  },
  CompanyNotes: {
    name: 'CompanyNote',
    fields: `id:long! actionType:int+!# assignedResourceID:int+!>Resource companyID:int+!>Companies endDateTime:datetime+!
      name:string/128+ note:string/32000+- startDateTime:datetime+!`,
  },
  TicketNotes: {
    name: 'TicketNote',
    fields: `id:long! description:string/32000+!- noteType:int+!# publish:int+!# ticketID:long+!>Tickets title:string/250+!`,
  },
  InvoiceTemplates: {
    name: 'InvoiceTemplate',
    fields: `id:long! isActive:boolean name:string/50! paymentTerms:int>PaymentTerms`,
  },
  PaymentTerms: {
    name: 'PaymentTerm',
    fields: `id:long! description:string/2000+ isActive:boolean+ name:string/100+! paymentDueInDays:int+`,
  },
  Taxes: {
    name: 'Tax',
    fields: `id:long! isCompounded:boolean+ taxCategoryID:int!>TaxCategory taxName:string/100+! taxRate:double+!
      taxRegionID:int!>TaxRegion`,
  },
  TaxRegions: {
    name: 'TaxRegion',
    fields: `id:long! isActive:boolean+ name:string/200+!`,
  },
  TaxCategories: {
    name: 'TaxCategory',
    fields: `id:long! description:string/200+ isActive:boolean+ name:string/200+!`,
  },
  Currencies: {
    name: 'Currency',
    fields: `id:long! currencyNegativeFormat:string/10! currencyPositiveFormat:string/10! description:string/100! displaySymbol:int!#
      exchangeRate:double+! isActive:boolean! isInternalCurrency:boolean! lastModifiedDateTime:datetime+ name:string/3!
      updateResourceId:int>Resource`,
  },
  Countries: {
    name: 'Country',
    fields: `id:long! addressFormatID:long+!# countryCode:string/2 displayName:string/100+! invoiceTemplateID:int+>InvoiceTemplate
      isActive:boolean+ isDefaultCountry:boolean+ name:string/50 quoteTemplateID:int+>QuoteTemplate`,
  },
  OrganizationalLevel1s: {
    name: 'OrganizationalLevel1',
    fields: `id:long! description:string/400+ isActive:boolean+ name:string/50+!`,
  },
  OrganizationalLevel2s: {
    name: 'OrganizationalLevel2',
    fields: `id:long! description:string/400+ isActive:boolean+ name:string/50+!`,
  },
  OrganizationalLevelAssociations: {
    name: 'OrganizationalLevelAssociation',
    fields: `id:long! isActive:boolean+ organizationalLevel1ID:int!>OrganizationalLevel1s
      organizationalLevel2ID:int!>OrganizationalLevel2s`,
  },
} as const;
