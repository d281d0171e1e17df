"""What members do in their browser, on a phone and on a computer."""

import re

import pytest
from playwright.sync_api import Page, expect

from storage import members
from tests import country
from tests.people import PIN

expect.set_options(timeout=30_000)
pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()


def open_first(page: Page) -> None:
    page.locator(".row a").first.click()


def test_a_member_signs_in_with_pin_and_sms_code_and_signs_out(people, open_as):
    people.village.enrols()
    page = open_as()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans Veille")

    page.get_by_label("Numéro").fill("05 12 34 00 17")
    page.get_by_label("Code PIN ou mot de passe").fill(PIN)
    press(page, "Continuer")
    expect(page.get_by_label("Code à 6 chiffres")).to_be_focused()
    page.get_by_label("Code à 6 chiffres").fill("000000")
    press(page, "Entrer")
    expect(page.locator(".err")).to_contain_text("Ce code ne marche pas")

    page.get_by_label("Code à 6 chiffres").fill(re.search(r"\d{6}", people.village.sms[-1])[0])
    press(page, "Entrer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rien ne vous attend")

    press(page, "Sortir")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans Veille")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans Veille")


def test_a_member_takes_a_report_refers_the_child_and_records_a_visit(told, open_as):
    told()
    page = open_as(country.VILLAGE_MEMBER)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 signalement vous attend")

    open_first(page)
    press(page, "Je m’en occupe")
    expect(page.locator(".done")).to_contain_text("vous vous en occupez")
    expect(page.locator(".next h2")).to_have_text("Dites ce qui a été fait")

    follow(page, "Orienter l’enfant")
    choose(page, "Quel service ?", "Centre de santé de Soubré")
    press(page, "Envoyer")
    expect(page.locator(".steps")).to_contain_text("Envoyé")
    expect(page.locator(".tl")).to_contain_text("Vous avez orienté vers Centre de santé de Soubré")

    follow(page, "Noter une visite")
    press(page, "Garder la visite")
    expect(page.locator(".err")).to_have_text("Choisissez une réponse.")
    choose(page, "Comment va l’enfant ?", "En sécurité")
    choose(page, "Travaille-t-il encore ?", "Non")
    choose(page, "Va-t-il à l’école ?", "Oui")
    press(page, "Garder la visite")
    expect(page.locator(".done")).to_have_text("La visite est notée. Merci.")
    expect(page.locator("table").filter(has_text="L’enfant")).to_contain_text("En sécurité")


def test_a_critical_report_is_closed_by_two_people(told, open_as):
    told("Enfant amené", "Travail forcé")
    page, other = open_as(country.DEPARTMENT_MEMBER), open_as(country.COORDINATOR)

    open_first(page)
    press(page, "Je m’en occupe")
    follow(page, "Écrire le résultat")
    choose(page, "Qu’est-ce qui a été fait ?", "Enfant en sécurité")
    press(page, "Garder")
    expect(page.locator(".done")).to_contain_text("une 2e personne doit dire le résultat aussi")

    other.reload()
    open_first(other)
    expect(other.locator(".next")).to_contain_text("propose de clore : Enfant en sécurité")
    follow(other, "Confirmer le résultat")
    expect(other.get_by_label("Enfant en sécurité")).to_be_checked()
    press(other, "Garder")
    expect(other.locator(".done")).to_have_text("C’est clos. Merci.")

    page.reload()
    expect(page.get_by_role("heading", name="C’est clos")).to_be_visible()


def test_a_member_with_a_tie_steps_aside_and_sees_no_trace_of_it(told, open_as):
    told()
    page = open_as(country.VILLAGE_MEMBER)
    open_first(page)
    address = page.url

    follow(page, "Pas moi : je suis concerné")
    choose(page, "Vous retirer ?", "Oui, je me retire")
    press(page, "Me retirer")
    expect(page.locator(".done")).to_contain_text("vous êtes retiré")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rien ne vous attend")

    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")


def test_a_social_worker_sees_a_number_with_a_reason_and_their_own_secret(people, open_as):
    people.social_worker.enrols()
    people.villager.dials().picks("Signaler").picks("Violence").picks("Abus sexuel")
    people.villager.picks("Code de l'affiche").types("1029").picks("Fille 12-17").picks("Souvent")
    people.villager.picks("Oui, par SMS").sends()
    page = open_as(country.SOCIAL_WORKER)

    open_first(page)
    expect(page.locator(".facts")).to_contain_text("07 •• •• •• 04")
    follow(page, "Voir le numéro")
    choose(page, "Pourquoi voir le numéro ?", "Elle veut un appel")
    page.get_by_label("Votre code PIN ou mot de passe").fill("0000")
    press(page, "Voir le numéro")
    expect(page.locator(".err")).to_contain_text("Ce n’est pas le bon code")

    page.get_by_label("Votre code PIN ou mot de passe").fill(PIN)
    press(page, "Voir le numéro")
    expect(page.get_by_role("link", name="07 01 02 03 04")).to_be_visible()
    follow(page, "Revenir au signalement")
    expect(page.get_by_text("Le numéro a été vu")).to_contain_text("Elle veut un appel")


def test_what_arrives_shows_by_itself_and_takes_nobody_s_place(told, open_as, house):
    told()
    page = open_as(country.VILLAGE_MEMBER)
    link = page.locator(".row a").first
    link.focus()

    told("Pas à l'école", "Pas à l'école")
    page.locator("#live").evaluate(
        "node => htmx.ajax('GET', node.getAttribute('hx-get'), {source: node, swap: 'none'})"
    )

    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator(".row").first).to_contain_text("Nouveau")
    expect(page.get_by_role("status")).to_contain_text("1 nouveau")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 signalements vous attendent")
    expect(link).not_to_be_focused()  # it is the second row's now
    expect(page.locator(".row").nth(1).locator("a")).to_be_focused()


def test_the_whole_work_is_done_on_the_keyboard_alone(told, open_as):
    told()
    page = open_as(country.VILLAGE_MEMBER)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.locator(".row a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Je m’en occupe").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("vous vous en occupez")
    page.get_by_role("link", name="Écrire le résultat").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Enfant en sécurité").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_have_text("C’est clos. Merci.")


def test_everything_works_without_script(told, open_as):
    told()
    page = open_as(country.VILLAGE_MEMBER, java_script_enabled=False)

    open_first(page)
    press(page, "Je m’en occupe")
    follow(page, "Passer plus haut")
    choose(page, "Pourquoi ?", "Trop grave pour nous")
    press(page, "Passer plus haut")
    expect(page.locator(".done")).to_have_text("C’est transmis au niveau au-dessus.")


def test_a_service_answers_by_its_link_and_learns_nothing(told, open_as, channel, postman):
    told()
    page = open_as(country.VILLAGE_MEMBER)
    open_first(page)
    follow(page, "Orienter l’enfant")
    choose(page, "Quel service ?", "Centre de santé de Soubré")
    press(page, "Envoyer")
    postman.drain("alerts")
    token = next(re.search(r"/s/(\S+)", body)[1] for _, body in channel.sent if "/s/" in body)

    service = open_as(path=f"/s/{token}")
    expect(service.locator("main")).not_to_contain_text("Charges lourdes")
    expect(service.locator("main")).not_to_contain_text("Badayo")
    press(service, "Oui, nous acceptons")
    expect(service.locator("main")).to_contain_text("Vous avez accepté")

    page.reload()
    expect(page.locator(".steps .ok")).to_have_count(2)


def test_the_pages_speak_english(told, open_as):
    told()
    page = open_as(country.VILLAGE_MEMBER)

    press(page, "English")

    expect(page.get_by_role("heading", level=1)).to_have_text("1 report waits for you")
    open_first(page)
    expect(page.get_by_role("button", name="I have it")).to_be_visible()


def test_the_coordination_publishes_a_word_and_the_next_caller_hears_it(people, open_as):
    page = open_as(country.COORDINATOR, "/words/text?where=ussd.danger.text&language=fr")

    page.get_by_label("Texte, français").fill("Quel souci?")
    press(page, "Garder dans le brouillon")
    expect(page.locator(".done")).to_contain_text("C’est gardé dans le brouillon")
    page.goto(page.url.split("/words")[0] + "/words/draft")
    page.get_by_label("Pourquoi ?").fill("Plus simple")
    page.set_default_timeout(60_000)  # every screen is walked before anybody hears it
    press(page, "Vérifier et publier")
    expect(page.locator(".done")).to_contain_text("C’est publié", timeout=60_000)

    assert "Quel souci?" in people.villager.dials().picks("Signaler").screen


def test_the_coordination_imports_members_after_seeing_what_will_change(open_as, house):
    page = open_as(country.COORDINATOR, "/import")
    rows = "committee_code,name,phone,role,language\nV-BADAYO,Ama B.,0707070707,secretary,fr\n"

    choose(page, "Quelle liste ?", "Membres")
    page.locator("input[type=file]").set_input_files(
        {"name": "membres.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.locator("main form button.main").first.click()
    expect(page.get_by_role("heading", name="1 nouveau")).to_be_visible()
    with house.database.reading() as session:
        assert members.by_phone(session, house.settings.keys.phone("+2250707070707")) is None

    press(page, "Garder ce changement")
    expect(page.locator(".done")).to_contain_text("1 nouveau")
    with house.database.reading() as session:
        assert members.by_phone(session, house.settings.keys.phone("+2250707070707")) is not None
