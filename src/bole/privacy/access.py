"""Who may see consents, requests and certificates."""

from uuid import UUID

from bole.accounts.types import ROOT_SCOPE, Viewer
from bole.core.errors import Forbidden, NotFound
from bole.privacy.models import ErasureCertificate, ErasureRequest

MANAGE = "privacy.manage"


def may_manage(viewer: Viewer) -> None:
    """Forbidden unless the viewer's role includes privacy for the whole company: consents know no departments."""
    if not viewer.within(ROOT_SCOPE, MANAGE):
        raise Forbidden


def certificate(viewer: Viewer, certificate_id: UUID) -> ErasureCertificate:
    """The certificate, or NotFound."""
    may_manage(viewer)
    found: ErasureCertificate | None = ErasureCertificate.objects.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound
    return found


def request(viewer: Viewer, request_id: UUID) -> ErasureRequest:
    """The request, or NotFound."""
    may_manage(viewer)
    found: ErasureRequest | None = ErasureRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found
