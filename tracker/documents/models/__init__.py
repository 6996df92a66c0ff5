from tracker.documents.models.document import Document, Line
from tracker.documents.models.import_file import ImportFile
from tracker.documents.models.import_profile import ImportProfile
from tracker.documents.models.product import Product, Scenario

__all__ = ["Document", "ImportFile", "ImportProfile", "Line", "Product", "Scenario"]
