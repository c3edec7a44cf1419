from django.urls import path

from bench.peers.waiting import views

urlpatterns = [path("updates/", views.updates), path("messages/", views.send)]
