from django.urls import path

from khuevan.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.download, name="download"),
]
