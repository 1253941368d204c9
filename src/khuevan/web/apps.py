from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "khuevan.web"

    def ready(self) -> None:
        # Models are loaded only now, and the search asks them.
        from khuevan.web import finding  # noqa: PLC0415 - models are ready only now

        finding.register_all()
