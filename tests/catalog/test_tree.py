"""The category tree in the admin: how it looks, how a category is moved, and that a big one is still quick."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from modules.catalog.models.categories import Category
from modules.catalog.rules.branches import Node, branches
from modules.catalog.services.arranging import move_category, shift_category
from modules.catalog.services.categories import add_category

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/category/"


@pytest.fixture
def boss(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def tree(db: None) -> dict[str, int]:
    """А (Б (В), Г), Д."""
    made: dict[str, int] = {}
    for name, parent in (("А", ""), ("Б", "А"), ("В", "Б"), ("Г", "А"), ("Д", "")):
        made[name] = add_category(name=name, parent=made.get(parent)).pk
    return made


def drawn() -> str:
    """Return the tree as "А(Б(В)Г)Д"."""
    rows = Category.objects.order_by("position", "id").values_list("id", "parent_id", "name", "is_active", "is_visible")
    lines = branches([Node(*row) for row in rows], {})
    return "".join(f"{line.node.name}{'(' if line.has_below else ''}{')' * len(line.ends)}" for line in lines)


def test_lines_of_a_tree() -> None:
    nodes = [Node(1, None, "a", True, True), Node(3, 1, "c", True, True), Node(2, 1, "b", True, True)]
    nodes += [Node(4, 2, "d", True, True), Node(5, None, "e", True, True)]
    lines = branches(nodes, {1: 1, 4: 10, 3: 100, 5: 1000})
    assert [(line.node.name, line.depth, line.own, line.whole) for line in lines] == [
        ("a", 0, 1, 111),
        ("c", 1, 100, 100),
        ("b", 1, 0, 10),
        ("d", 2, 10, 10),
        ("e", 0, 1000, 1000),
    ]
    assert [len(line.ends) for line in lines] == [0, 0, 0, 2, 0]
    assert [(line.is_first, line.is_last) for line in lines][1:3] == [(True, False), (False, True)]


def test_a_deep_tree_is_no_trouble() -> None:
    lines = branches([Node(n, n - 1 or None, str(n), True, True) for n in range(1, 3000)], {2999: 7})
    assert (lines[0].whole, lines[-1].depth) == (7, 2998)


@pytest.mark.parametrize(
    ("name", "way", "then"),
    [
        ("Г", "up", "А(ГБ(В))Д"),
        ("Б", "down", "А(ГБ(В))Д"),
        ("Б", "up", "А(Б(В)Г)Д"),
        ("Д", "down", "А(Б(В)Г)Д"),
        ("Г", "in", "А(Б(ВГ))Д"),
        ("Д", "in", "А(Б(В)ГД)"),
        ("В", "out", "А(БВГ)Д"),
        ("Б", "out", "А(Г)Б(В)Д"),
        ("А", "out", "А(Б(В)Г)Д"),
        ("А", "down", "ДА(Б(В)Г)"),
    ],
)
def test_steps(tree: dict[str, int], name: str, way: Any, then: str) -> None:
    shift_category(category_id=tree[name], way=way)
    assert drawn() == then


def test_a_category_is_put_before_another(tree: dict[str, int]) -> None:
    move_category(category_id=tree["Д"], parent=tree["А"], before=tree["Г"])
    assert drawn() == "А(Б(В)ДГ)"
    move_category(category_id=tree["Д"], parent=tree["А"], before=tree["Б"])
    assert drawn() == "А(ДБ(В)Г)"


@pytest.mark.django_db(transaction=True)
def test_moving_by_the_buttons(boss: Client, tree: dict[str, int]) -> None:
    def press(name: str, to: str) -> str:
        return boss.post(f"{LIST}{tree[name]}/move/", {"to": to}, follow=True).content.decode()

    page = press("В", f"inside:{tree['Д']}")
    assert drawn() == "А(БГ)Д(В)"
    assert "Moving “В”" in page
    press("А", f"before:{tree['В']}")
    assert drawn() == "Д(А(БГ)В)"
    press("А", "up")
    press("А", "top")
    assert drawn() == "Д(В)А(БГ)"
    assert "inside itself" in press("А", f"inside:{tree['Б']}")
    assert drawn() == "Д(В)А(БГ)"
    for nonsense in ("", "sideways", "inside:", "inside:x", "before:99999999999999999999"):
        assert boss.post(f"{LIST}{tree['А']}/move/", {"to": nonsense}).status_code == 404
    assert boss.get(f"{LIST}{tree['А']}/move/").status_code == 405


def test_the_tree_is_the_list(boss: Client, tree: dict[str, int]) -> None:
    Category.objects.filter(name="Б").update(is_active=False, is_visible=False)
    Category.objects.filter(name="В").update(is_visible=False)
    page = boss.get(LIST).content.decode()
    assert page.count('class="tree-mark"') == 2
    assert "hidden with what is above" in page
    assert page.count("<details") == page.count("</details>") == 2
    assert "Put inside" not in page
    moving = boss.get(LIST, {"moving": tree["Б"]}).content.decode()
    assert moving.count('value="inside:') == 3  # neither itself nor what is in it
    assert boss.get(LIST, {"moving": "x"}).status_code == 200
    for query in ({"q": "Б"}, {"o": "1"}, {"is_active__exact": "0"}):
        flat = boss.get(LIST, query)
        assert (flat.status_code, flat.context["tree"]) == (200, None)


def test_whoever_may_only_look_moves_nothing(person: Any, tree: dict[str, int]) -> None:
    reader, client = person(is_staff=True), Client()
    reader.user_permissions.set(Permission.objects.filter(codename="view_category"))
    client.force_login(reader)
    assert "moving=" not in client.get(LIST, {"moving": tree["Г"]}).content.decode()
    assert client.post(f"{LIST}{tree['Г']}/move/", {"to": "up"}).status_code == 403
    assert drawn() == "А(Б(В)Г)Д"


def test_names_are_text(boss: Client) -> None:
    add_category(name="<img src=x onerror=alert(1)>\"'")
    assert "<img src=x" not in boss.get(LIST).content.decode()


def test_two_thousand_categories_ask_no_more(
    boss: Client, tree: dict[str, int], django_assert_max_num_queries: Any
) -> None:
    Category.objects.bulk_create(
        Category(name=f"Ветка {n}", slug=f"v-{n}", parent_id=tree["Г"] if n % 2 else tree["Д"], position=n)
        for n in range(2000)
    )
    with django_assert_max_num_queries(9):
        page = boss.get(LIST).content.decode()
    assert page.count("<li id=") == 2005
