"""Member names that Xero reads, in its spelling; requests may spell their case as they like.

Source: https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml).
"""

_DOCUMENT = """
Invoices Invoice InvoiceID InvoiceNumber Type Status Contact LineItems LineItem LineItemID
LineAmountTypes Date DueDate Reference BrandingThemeID Url CurrencyCode CurrencyRate SentToContact
ExpectedPaymentDate PlannedPaymentDate Description Quantity UnitAmount LineAmount ItemCode
AccountCode AccountID TaxType TaxAmount DiscountRate DiscountAmount Tracking TrackingCategoryID
TrackingOptionID TrackingCategoryName TrackingOptionName Option Options RepeatingInvoiceID
"""
_CONTACT = """
Contacts ContactID ContactNumber ContactStatus Name FirstName LastName EmailAddress AccountNumber
CompanyNumber TaxNumber TaxNumberType BankAccountDetails SkypeUserName Website Addresses Phones
ContactPersons AccountsReceivableTaxType AccountsPayableTaxType DefaultCurrency PaymentTerms Bills
Sales Day SalesDefaultAccountCode PurchasesDefaultAccountCode SalesDefaultLineAmountType
PurchasesDefaultLineAmountType XeroNetworkKey Discount AddressType AddressLine1 AddressLine2
AddressLine3 AddressLine4 City Region PostalCode Country AttentionTo PhoneType PhoneNumber
PhoneAreaCode PhoneCountryCode IncludeInEmails
"""
_OTHER = """
Items Item ItemID Code PurchaseDescription IsSold IsPurchased IsTrackedAsInventory SalesDetails
PurchaseDetails UnitPrice COGSAccountCode InventoryAssetAccountCode Payments Payment PaymentID
Account Amount BankAmount IsReconciled PaymentType Accounts Class BankAccountNumber
EnablePaymentsToAccount ShowInExpenseClaims TrackingCategories TaxRates CreditNotes CreditNote
CreditNoteID CreditNoteNumber Allocations AppliedAmount HistoryRecords Details SubTotal TotalTax
Total RoundingAmount EnteredTotal TaxComponents Rate IsCompound IsNonRecoverable ReportTaxType
"""

CANONICAL: dict[str, str] = {name.lower(): name for name in (_DOCUMENT + _CONTACT + _OTHER).split()}
