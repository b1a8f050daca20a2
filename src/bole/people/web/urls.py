"""Addresses of the pages of people."""

from django.urls import path

from bole.people.web import batches, persons

app_name = "people"
urlpatterns = [
    path("add/", persons.add, name="add"),
    path("<uuid:person_id>/edit/", persons.edit, name="edit"),
    path("<uuid:person_id>/contacts/", persons.contacts, name="contacts"),
    path("import/", batches.upload, name="import"),
    path("import/example.csv", batches.example, name="example"),
    path("import/<uuid:batch_id>/", batches.batch, name="batch"),
    path("import/<uuid:batch_id>/apply/", batches.apply, name="apply"),
    path("import/<uuid:batch_id>/discard/", batches.discard, name="discard"),
    path("import/<uuid:batch_id>/undo/", batches.undo, name="undo"),
    path("import/<uuid:batch_id>/errors.csv", batches.errors, name="errors"),
    path("batches/", batches.listed, name="batches"),
]
