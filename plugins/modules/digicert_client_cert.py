#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_client_cert
short_description: Keep one S/MIME or client-authentication certificate from DigiCert CertCentral ordered and current
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Declares one client certificate. The module looks for the orders that carry O(alternative_order_id), plans from what it
    finds, and does at most what is missing, by one write at most.
  - An order costs money, so a write is never repeated. When the answer to an order is lost, the module reads until it knows
    the outcome. An order in flight is never ordered again, however long it takes.
  - It is meant to run on the controller (C(delegate_to=localhost)); only the CSR has to get there. The private key stays where it
    was made.
  - Today is the date that CertCentral's own clock shows, in UTC.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
attributes:
  check_mode:
    support: full
    details:
      - Check mode finds the orders and plans like a real run, then stops. It sends no write, and it fails where the real run would
        fail before its first write.
      - RV(action), RV(reason) and the difference tell the first step. A real run may take further ones after it, for example
        V(revoke) after V(renew).
      - What CertCentral would refuse, it cannot foresee. With O(wait=true) it does not wait.
  diff_mode:
    support: full
    details:
      - The difference comes from the plan, so check mode and the real run show the same. It names the order, the options that
        differ and what is done about them. It never holds a certificate, a CSR or a key; another key shows as another digest.
  idempotent:
    support: partial
    details:
      - A second run right after the first changes and buys nothing, also while the first one's order is in flight.
      - Time changes the answer. A certificate becomes due, and then a run renews it once. With O(revoke_replaced=true) a later run
        revokes the old one, as soon as the new one can be downloaded.
      - With O(renew=now) every run renews, unless a renewal is in flight or the current order was placed today.
      - Two runs at the same moment end with one order, or with a failure that names both, see
        R(What happens when something fails,ansible_collections.certops.digicert.docsite.guide_failures).
options:
  state:
    description:
      - V(present) keeps the certificate ordered and current.
      - V(absent) leaves no live order of O(alternative_order_id). It rejects what awaits approval, cancels what is pending and
        revokes what is issued. It needs no other option.
    type: str
    choices: [present, absent]
    default: present
  alternative_order_id:
    description:
      - Names the certificate for its whole life, over all renewals. This is how the module finds its orders again.
      - 1 to 64 characters out of letters, digits, V(.), V(_) and V(-), starting with a letter or digit. Blanks around it do not count.
    type: str
    required: true
  product:
    description:
      - The product to order. Required.
      - V(client_premium), V(client_digital_signature_plus), V(client_email_security_plus), V(secure_email_sponsor) and
        V(secure_email_organization) are S/MIME certificates for an organization that DigiCert validated.
      - V(class1_smime) and V(secure_email_mailbox) are S/MIME certificates for a mailbox.
      - V(client_authentication_plus) is for client authentication.
    type: str
    aliases: [client_certificate_id]
    choices:
      - client_premium
      - client_digital_signature_plus
      - client_email_security_plus
      - class1_smime
      - client_authentication_plus
      - secure_email_mailbox
      - secure_email_sponsor
      - secure_email_organization
  common_name:
    description:
      - The common name of the certificate.
      - Required for V(client_premium), V(client_digital_signature_plus), V(client_email_security_plus) and
        V(client_authentication_plus), not taken for V(class1_smime) and V(secure_email_mailbox), where the first of
        O(emails) becomes the common name.
    type: str
  emails:
    description:
      - The e-mail addresses of the certificate. Required. Plain text is split at commas and line ends.
      - An address is ASCII, its domain in the form that DNS knows (C(xn--...)).
    type: list
    elements: str
  common_name_indicator:
    description:
      - What the common name is made of.
      - Required for V(client_premium), V(client_digital_signature_plus), V(client_email_security_plus), which take
        V(given_name_surname) or V(pseudonym), and for V(secure_email_sponsor) and V(secure_email_organization).
    type: str
    choices:
      - given_name_surname
      - pseudonym
      - email_address
      - organization_name
  individual:
    description:
      - The person the certificate is for. Required for the products that have a common name indicator, except
        V(secure_email_organization).
    type: dict
    suboptions:
      first_name:
        description: Given name. Required with O(common_name_indicator=given_name_surname).
        type: str
      last_name:
        description: Surname. Required with O(common_name_indicator=given_name_surname).
        type: str
      pseudonym:
        description: Pseudonym. Required with O(common_name_indicator=pseudonym).
        type: str
  signature_hash:
    description:
      - Hash of the signature. V(sha256) is ordered when this is not set.
      - V(sha384) and V(sha512) are for the three V(secure_email_*) products only.
    type: str
    choices: [sha256, sha384, sha512]
  organization_units:
    description:
      - Organizational units. CertCentral ignores them for public S/MIME certificates.
    type: list
    elements: str
  csr:
    description:
      - PEM text of the certificate signing request. CertCentral takes only the public key from it.
      - Exactly one request. It is sent as it was read, without what stands around it. Another block beside it is refused, a private
        key before any request and without repeating it.
      - With neither O(csr) nor O(csr_path) the recipient makes the key in a browser.
    type: str
  csr_path:
    description:
      - File with the certificate signing request, on the machine that runs the module. As O(csr), also in UTF-16, or as DER.
      - With O(state=absent) it is not read.
    type: path
  ca_cert_id:
    description:
      - ID of the issuing CA, where the account may choose it.
    type: str
  profile_type:
    description:
      - Profile of a V(secure_email_*) certificate. The account's own default is used when this is not set.
    type: str
    choices: [strict, multipurpose]
  usage_designation:
    description:
      - What the key is for. Required for the V(secure_email_*) products, and only taken there.
    type: dict
    suboptions:
      primary_usage:
        description: The main usage, for example V(signing). Required.
        type: str
      additional_usages:
        description: Further usages, for example V(non_repudiation) or V(client_auth).
        type: list
        elements: str
  organization:
    description:
      - The organization in the certificate. Required for all products but V(class1_smime), which takes none, and
        V(secure_email_mailbox).
      - Give O(organization.id). To describe a new organization instead can create a duplicate.
    type: dict
    suboptions:
      id:
        description: ID of an organization of the account.
        type: int
      name:
        description: Legal name of a new organization.
        type: str
      assumed_name:
        description: Assumed name of a new organization.
        type: str
      address:
        description: Street address of a new organization.
        type: str
      address2:
        description: Second line of the address of a new organization.
        type: str
      city:
        description: City of a new organization.
        type: str
      state:
        description: State or province of a new organization.
        type: str
      zip:
        description: Postal code of a new organization.
        type: str
      country:
        description: Country of a new organization, two letters.
        type: str
      telephone:
        description: Telephone of a new organization.
        type: str
      contacts:
        description:
          - Contacts of the organization. They B(replace) the contacts that CertCentral has stored for it.
        type: list
        elements: dict
        suboptions: &contact
          first_name:
            description: Given name. Required.
            type: str
          last_name:
            description: Surname. Required.
            type: str
          email:
            description: E-mail address. Required.
            type: str
          job_title:
            description: Job title.
            type: str
          telephone:
            description: Telephone.
            type: str
          telephone_extension:
            description: Telephone extension.
            type: str
      skip_duplicate_org_check:
        description: Make a new organization even when CertCentral knows one of that name.
        type: bool
  organization_contact:
    description:
      - Organization contact for this order only.
    type: dict
    suboptions: *contact
  technical_contact:
    description:
      - Technical contact for this order only.
    type: dict
    suboptions: *contact
  container:
    description:
      - Division of the account to place the order under.
    type: dict
    suboptions:
      id:
        description: ID of the division. Required.
        type: int
  order_validity:
    description:
      - How long the certificate is valid; exactly one of the suboptions.
      - Required when something is ordered.
    type: dict
    suboptions:
      years:
        description: Years, 1 to 3.
        type: int
      days:
        description: Days.
        type: int
      custom_expiration_date:
        description: Last day, as V(2031-06-09) or V(09 JUN 2031).
        type: str
  validity_years:
    description:
      - Deprecated, use O(order_validity.years).
    type: int
  custom_expiration_date:
    description:
      - Deprecated, use O(order_validity.custom_expiration_date).
    type: str
  auto_renew:
    description:
      - How many times CertCentral renews by itself, V(0) to V(99). Leave it at V(0) or unset, because this module renews and knows about it.
    type: int
  renewal_of_order_id:
    description:
      - Order that the first order of this identity renews. Moves a certificate that was ordered by hand under this module's care.
    type: int
  skip_approval:
    description:
      - Skip the approval inside the account. The key's user must be allowed to approve.
    type: bool
    default: false
  custom_fields:
    description:
      - Custom fields of the order.
    type: list
    elements: dict
    suboptions:
      metadata_id:
        description: ID of the custom field. Required.
        type: int
      value:
        description: Its value. Required.
        type: str
  payment_method:
    description:
      - How to pay, for example V(balance), V(card) or V(profile). Other values are passed on.
    type: str
  credit_card:
    description:
      - The card to pay with. Required with O(payment_method=card). Its values never appear in any output.
      - Prefer V(balance). From ansible-core 2.22 on, whatever has the digits of O(credit_card.cvv) is hidden on every screen for the rest of
        the run, results and registered values stay whole.
    type: dict
    suboptions:
      number:
        description: Card number. Required.
        type: str
      expiration_month:
        description: Month, 1 to 12. Required.
        type: int
      expiration_year:
        description: Year, four digits. Required.
        type: int
      cvv:
        description: Card verification value. Required.
        type: str
      cardholder_name:
        description: Name on the card. Required.
        type: str
  billing_address:
    description:
      - Billing address. Required with O(payment_method=card).
    type: dict
    suboptions:
      address:
        description: Street address. Required.
        type: str
      address2:
        description: Second line of the address.
        type: str
      city:
        description: City. Required.
        type: str
      state:
        description: State or province.
        type: str
      country:
        description: Country, two letters. Required.
        type: str
      zip:
        description: Postal code.
        type: str
  vat_number:
    description:
      - VAT number for the invoice of a card payment.
    type: str
  enable_guest_access:
    description:
      - Let people without an account manage the order, where the account allows it.
    type: bool
  renew:
    description:
      - V(when_due) renews when the certificate is due, see O(renew_before_days).
      - V(never) does not; an expired certificate then gets a warning, not an order.
      - V(now) renews once in every run, unless a renewal is in flight or the current order was placed today. This is not idempotent, and
        each renewal is a purchase. Use it by hand, never in a scheduled job and never together with C(until).
    type: str
    choices: [when_due, never, now]
    default: when_due
  renew_before_days:
    description:
      - The certificate is due when fewer than this many days are left, and less than a third of its validity.
      - A renewal that would not end later than what is there is refused.
    type: int
    default: 30
  on_drift:
    description:
      - What to do when the current order holds something else than the task declares, see RV(differences). Only what the task
        declares is compared.
      - V(reissue) reissues within the order. It fails when a difference cannot be mended that way; O(common_name), O(emails),
        O(signature_hash), O(ca_cert_id) and the key can.
      - V(replace) buys a new order.
      - V(fail) changes nothing and fails.
      - V(ignore) only reports.
      - A wish that CertCentral was asked for before and that came back different is not sent again; the task fails.
      - O(custom_fields) are mended in place with V(reissue) and V(replace). A different O(container) only gives a warning.
    type: str
    choices: [reissue, replace, fail, ignore]
    default: reissue
  on_revoked:
    description:
      - What to do when no order lives and the last certificate was revoked. Somebody did that on purpose, or lost the key.
      - V(new_key) orders only for another key than the one that was revoked, and fails otherwise.
      - V(order) orders, also for the same key.
      - V(fail) orders nothing and fails.
    type: str
    choices: [new_key, order, fail]
    default: new_key
  on_rejected:
    description:
      - What to do when no order lives and the last one was rejected or denied, or when the last renewal or replacement was.
      - V(fail) orders nothing and fails; the message says by whom and why, as far as CertCentral tells.
      - V(order) asks again.
    type: str
    choices: [fail, order]
    default: fail
  revoke_replaced:
    description:
      - Revoke what was renewed, replaced or reissued, once the successor is issued and can be downloaded.
    type: bool
    default: false
  approve:
    description:
      - Approve pending requests for new orders and reissues of this certificate with the same API key, where they show what the task
        declares, with its key. Revocations never are.
      - What asks for something else, or does not show what it asks for, stays pending with a warning; so does what CertCentral does not
        let this key approve.
    type: bool
    default: false
  comments:
    description:
      - Note for the approver, the cancellation or the revocation.
    type: str
  unique_order_ids:
    description:
      - Set to V(true) where the account requires unique alternative order IDs. A renewal then carries
        O(alternative_order_id), the letter C(r) and the ID of the order it follows.
    type: bool
    default: false
  order_id:
    description:
      - The last known order of this certificate. Saves a request when it still holds and is harmless when it does not.
      - An order that carries no alternative order ID at all counts where this certificate's own orders leave a gap (none lives, or the
        last one was renewed by it), and fits what the task declares in product, common name, addresses and key. So it takes over a
        certificate that was bought by hand, or names the successor of one that was renewed by hand.
    type: int
  wait:
    description:
      - Wait until the certificate is issued and can be downloaded.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at most. After that the task fails and says what it waits for. Nothing is lost, the next run goes on.
    type: int
    default: 600
notes:
  - Null, blank text and an empty list are unset, in every option and suboption. Texts are sent without blanks around them; names and
    addresses are one line. A number is no boolean.
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
  - C(until) and C(retries) run the whole task again. A try that follows a lost answer before the order can be seen orders again; so pause
    for some minutes between tries. To wait for the certificate use O(wait), see
    R(What happens when something fails,ansible_collections.certops.digicert.docsite.guide_failures).
  - Two keys that see different orders buy twice. The user of a key with the role Limited User sees only its own.
seealso:
  - name: CertCentral Services API
    description: Reference of the API behind this module.
    link: https://dev.digicert.com/en/certcentral-apis/services-api.html
"""

EXAMPLES = r"""
- name: Keep the S/MIME certificate of Robin Park
  certops.digicert.digicert_client_cert:
    alternative_order_id: smime-robin-park
    product: secure_email_sponsor
    emails: [robin.park@example.com]
    common_name_indicator: given_name_surname
    individual:
      first_name: Robin
      last_name: Park
    usage_designation:
      primary_usage: signing
    organization:
      id: 501
    order_validity:
      years: 1
    skip_approval: true
    csr_path: /etc/pki/robin.park.csr
  register: smime

- name: Keep the client certificate of a service, renewed 45 days before its end
  certops.digicert.digicert_client_cert:
    alternative_order_id: billing-service-client
    product: client_authentication_plus
    common_name: billing.example.com
    emails: [pki@example.com]
    organization:
      id: 501
    order_validity:
      days: 365
    renew_before_days: 45
    skip_approval: true
    csr: "{{ csr.content | b64decode }}"
    wait: true
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be.
  returned: success
  type: str
  sample: renew
reason:
  description: Why, in one sentence.
  returned: success
  type: str
  sample: 12 days left, renewal is due at 30
differences:
  description: Declared options that differ from what the current order holds.
  returned: success
  type: list
  elements: dict
  contains:
    option:
      description: The option.
      type: str
    before:
      description: What the order holds.
      type: raw
    after:
      description: What the task declares.
      type: raw
order:
  description: The current order or, with none, the one in flight; V(null) if there is neither.
  returned: always
  type: dict
  contains: &order
    id:
      description: Order ID.
      type: int
    status:
      description: Status as CertCentral says it, in lower case.
      type: str
    alternative_order_id:
      description: The alternative order ID that this order carries.
      type: str
    product:
      description: Product identifier.
      type: str
    certificate_id:
      description: ID of the certificate.
      type: int
    common_name:
      description: Common name.
      type: str
    emails:
      description: E-mail addresses.
      type: list
      elements: str
    organization_id:
      description: ID of the organization.
      type: int
    valid_from:
      description: First day of the certificate's validity, V(YYYY-MM-DD).
      type: str
    valid_till:
      description: Last day of the certificate's validity, V(YYYY-MM-DD).
      type: str
    days_remaining:
      description: Days until the certificate ends.
      type: int
    serial_number:
      description: Serial number of the certificate.
      type: str
    thumbprint:
      description: Thumbprint of the certificate.
      type: str
    renewal_of_order_id:
      description: Order that this one renews.
      type: int
    requests:
      description: Requests of the order, each with RV(ignore:id), RV(ignore:type) and RV(ignore:status).
      type: list
      elements: dict
pending:
  description: The order or reissue in flight and what it waits for, or V(null).
  returned: always
  type: dict
  contains:
    order_id:
      description: Order ID.
      type: int
    status:
      description: Status of the order.
      type: str
    date_created:
      description: Day of the order, V(YYYY-MM-DD), also while a reissue of it is pending; V(null) when CertCentral does not tell.
      type: str
    requests:
      description: Requests of the order.
      type: list
      elements: dict
    waiting_for:
      description: V(approval), V(email_validation), V(domain_validation), V(organization_validation), V(pickup) or V(issuance).
      type: list
      elements: str
    emails:
      description: State per address, where CertCentral tells.
      type: list
      elements: dict
    hint:
      description: What a person must do.
      type: str
certificate:
  description: PEM text of the current certificate; V(null) until it is issued.
  returned: success
  type: str
chain:
  description: PEM texts of the intermediate certificates, the issuer of the certificate first.
  returned: success
  type: list
  elements: str
root:
  description: PEM text of the root, V(null) when CertCentral sends none.
  returned: success
  type: str
fullchain:
  description: Certificate and chain in one PEM text.
  returned: success
  type: str
recovered:
  description: V(true) when the answer to a write was lost and the outcome was established by reading.
  returned: success
  type: bool
renewal_due_on:
  description: Date from which the current certificate is due; V(null) without one or with O(renew=never).
  returned: success
  type: str
  sample: '2031-05-10'
api_calls:
  description: Every request that was sent, retries included.
  returned: always
  type: dict
  contains:
    reads:
      description: Requests that only read.
      type: int
    writes:
      description: Requests that can change something.
      type: int
errors:
  description: The errors as CertCentral sent them.
  returned: when CertCentral refused a request
  type: list
  elements: dict
  contains:
    code:
      description: Error code.
      type: str
    message:
      description: Error text.
      type: str
http_status:
  description: HTTP status of the answer.
  returned: when a request failed and was answered
  type: int
method:
  description: HTTP method of the request that failed.
  returned: when a request failed
  type: str
path:
  description: Path of the request that failed, below O(api_url).
  returned: when a request failed
  type: str
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible.client_cert import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
