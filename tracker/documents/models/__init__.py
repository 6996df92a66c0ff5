from tracker.documents.models.document import Document, Line, dated_from
from tracker.documents.models.import_file import ImportFile
from tracker.documents.models.import_profile import ImportProfile
from tracker.documents.models.product import Product, Scenario
from tracker.documents.models.receipt import Receipt

__all__ = [
    "Document",
    "ImportFile",
    "ImportProfile",
    "Line",
    "Product",
    "Receipt",
    "Scenario",
    "dated_from",
]
