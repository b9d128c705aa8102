from django.test import Client


def test_browsers_that_ask_for_the_usual_icon_are_led_to_ours() -> None:
    response = Client().get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"] == "/static/img/favicon.svg"
