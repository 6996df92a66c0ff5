"""gunicorn's settings that an option of its command cannot carry: it logs as the rest of us do."""

from tracker.project.configuration import read_configuration
from tracker.project.logs import log_settings

logconfig_dict = log_settings(read_configuration().log_format)
