from core.urls import api


def test_the_schema_tells_guests_from_buyers() -> None:
    paths = api.get_openapi_schema()["paths"]
    for path, method in (("cart/", "get"), ("cart/items/", "post"), ("cart/items/{item_id}/", "patch")):
        operation = paths[f"/api/v1/{path}"][method]
        assert {} in operation["security"]
        assert "X-Cart-Token" in [parameter["name"] for parameter in operation["parameters"]]
        assert "401" in operation["responses"]
    assert {} not in paths["/api/v1/cart/checkout/"]["post"]["security"]


def test_one_shape_under_one_name() -> None:
    schemas = api.get_openapi_schema()["components"]["schemas"]
    assert set(schemas["CartSupplier"]["properties"]) == {"id", "name", "slug"}
    assert set(schemas["OrderSupplier"]["properties"]) == {"id", "name"}
    wanted = {"id", "number", "status", "items", "parts", "subtotal", "delivery", "total", "currency", "address"}
    assert wanted | {"comment", "created_at"} <= set(schemas["OrderView"]["properties"])
    shown = {"id", "items", "groups", "subtotal", "delivery", "total", "currency", "problems"}
    assert shown <= set(schemas["CartView"]["properties"])
