"""Who may see consents, requests and certificates."""

from uuid import UUID

from bole.accounts.types import Viewer
from bole.core.errors import Forbidden, NotFound
from bole.privacy.models import ErasureCertificate, ErasureRequest

MANAGE = "privacy.manage"


def may_manage(viewer: Viewer) -> None:
    """Forbidden unless the viewer's role includes privacy."""
    if not viewer.can(MANAGE):
        raise Forbidden


def certificate(viewer: Viewer, certificate_id: UUID) -> ErasureCertificate:
    """The certificate, or NotFound."""
    if not viewer.can(MANAGE):
        raise NotFound
    found: ErasureCertificate | None = ErasureCertificate.objects.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound
    return found


def request(viewer: Viewer, request_id: UUID) -> ErasureRequest:
    """The request, or NotFound."""
    if not viewer.can(MANAGE):
        raise NotFound
    found: ErasureRequest | None = ErasureRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found
