from typing import Any

from rest_framework import serializers

from bench.peers.twin.models import Category, Offer, Product, ProductAttribute, Supplier


class CategorySerializer(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ["id", "name", "slug"]


class ProductSerializer(serializers.ModelSerializer[Product]):
    category = CategorySerializer()
    rating = serializers.FloatField()
    image = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "id", "name", "slug", "category", "price", "currency", "in_stock", "rating", "reviews_count", "image",
        ]  # fmt: skip

    def get_image(self, product: Product) -> str | None:
        images = list(product.images.all())
        return images[0].file.url if images else None


class SupplierSerializer(serializers.ModelSerializer[Supplier]):
    class Meta:
        model = Supplier
        fields = ["id", "name", "slug"]


class OfferSerializer(serializers.ModelSerializer[Offer]):
    supplier = SupplierSerializer()
    stock = serializers.SerializerMethodField()
    available = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = [
            "id", "supplier", "price", "price_rrp", "currency", "stock", "external_id", "model", "available",
        ]  # fmt: skip

    def get_stock(self, offer: Offer) -> int:
        return max(0, offer.quantity - offer.reserved)

    def get_available(self, offer: Offer) -> bool:
        return offer.supplier.accepting_orders and self.get_stock(offer) > 0


class AttributeSerializer(serializers.ModelSerializer[ProductAttribute]):
    name = serializers.CharField(source="attribute.name")
    type = serializers.CharField(source="attribute.type")
    value = serializers.SerializerMethodField()

    class Meta:
        model = ProductAttribute
        fields = ["name", "type", "value"]

    def get_value(self, value: ProductAttribute) -> Any:
        if value.attribute.type == "boolean":
            return value.text == "true"
        return value.number if value.attribute.type == "number" else value.text


class ProductDetailSerializer(ProductSerializer):
    stock = serializers.SerializerMethodField()
    images = serializers.SerializerMethodField()
    attributes = AttributeSerializer(many=True)
    offers = OfferSerializer(many=True)

    class Meta(ProductSerializer.Meta):
        fields = [
            *ProductSerializer.Meta.fields,
            *("stock", "description", "brand", "model", "gtin", "is_active", "attributes", "images", "offers"),
        ]

    def get_stock(self, product: Product) -> int:
        best = next((offer for offer in product.offers.all() if offer.pk == product.best_offer_id), None)
        return max(0, best.quantity - best.reserved) if best and best.supplier.accepting_orders else 0

    def get_images(self, product: Product) -> list[str]:
        return [image.file.url for image in product.images.all()]
