from django.urls import path

from khuevan.documents.views import files

app_name = "documents"
urlpatterns = [
    path("", files.index, name="index"),
    path("<int:pk>/", files.download, name="download"),
]
