"""Those who write while others read: prints the access tokens of a buyer and a supplier, made on first need.

A program of its own, since it works on the shop that is measured: `python -m bench.people`.
"""

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from core.accounts.models import User
    from core.accounts.services.sessions import open_session
    from modules.catalog import public as catalog
    from modules.partners import public as partners

    def token(role: str) -> str:
        email = f"{role}@bench.example"
        found = User.objects.filter(email=email).first()
        user = found or User.objects.create_user(email, None, role=role, confirmed_at=timezone.now())
        if role == "supplier" and not found:
            supplier = catalog.add_supplier(name="Bench")
            catalog.approve_supplier(supplier_id=supplier)
            partners.join(user_id=user.pk, supplier_id=supplier)
        return open_session(user=user).access

    print(json.dumps({role: token(role) for role in ("buyer", "supplier")}))


if __name__ == "__main__":
    main()
