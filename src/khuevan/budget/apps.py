from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "khuevan.budget"
    default_auto_field = "django.db.models.BigAutoField"
