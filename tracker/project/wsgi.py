"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from tracker.project.collecting import collect_less_often

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.project.settings")
application = get_wsgi_application()
collect_less_often()
