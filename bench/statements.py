"""A booking as pgbench sends it: the rows, constraints and round trips are the library's, without the library.

The columns and values are those of rft_adapters.postgres. Ids come from ``uuidv7()`` with the read, where a program
would make its own. ``:first`` and ``:last`` bound the session, ``:people`` the known customers.
"""

_SETUP = r"""
\set session random(:first, :last)
\set person random(1, :people)
\set fresh random(1, 9000000000000000000)
\set phone random(900000, 900999)
"""

_READ = r"""
SELECT {email} AS address, uuidv7() AS booking_id, uuidv7() AS new_customer, uuidv7() AS new_user, s.id AS session_id,
  co.title, s.starts_at, s.ends_at, s.time_zone, s.venue, s.status, coalesce(s.price, co.price) AS unit_price,
  co.vat_rate, ARRAY(SELECT i.user_id FROM catalogue.session_instructors i WHERE i.session_id = s.id) AS instructors,
  r.capacity, r.seats_taken, u.id AS known_user, c.id AS known_customer, u.email, u.email_identity, u.phone AS
  user_phone, u.password_hash, u.first_name, u.last_name, u.role, u.is_organizer, u.email_verified, u.phone_verified,
  u.status AS user_status, u.customer_id, u.last_login_at, u.failed_login_count, u.locked_until, u.created_at AS
  user_created_at, u.updated_at AS user_updated_at, u.created_by, u.version AS user_version, c.email AS
  customer_email, c.email_identity AS customer_email_identity, c.created_at, c.updated_at, c.status AS
  customer_status, c.first_name AS customer_first_name, c.last_name AS customer_last_name, c.phone AS customer_phone,
  c.mobile, c.date_of_birth, c.address_line_1, c.address_line_2, c.city, c.county, c.postcode, c.country, c.company,
  c.company_role, c.department, c.vat_number, c.customer_type, c.version, f.total_bookings, f.total_spent,
  f.first_booking_at, f.last_booking_at, f.customer_since, f.last_activity_at
FROM catalogue.sessions s
JOIN catalogue.courses co ON co.id = s.course_id
JOIN bookings.rosters r ON r.session_id = s.id
LEFT JOIN identity.users u ON u.email_identity = {email}
LEFT JOIN customers.customers c ON c.id = CASE WHEN u.customer_id IS NOT NULL THEN u.customer_id
  ELSE (SELECT same.id FROM customers.customers AS same WHERE same.email_identity = {email}) END
LEFT JOIN customers.figures f ON f.customer_id = c.id
WHERE s.id = ('00000000-0000-7000-8000-' || lpad(to_hex(:session::bigint), 12, '0'))::uuid
\gset
"""

_CUSTOMER = """
INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status, first_name, last_name,
  phone, country, customer_type, version, searched, grams)
VALUES (:new_customer, :address, :address, now(), now(), 'active', 'Ana', 'Silva', '+447700' || :phone::text, 'GB',
  'individual', 1, concat_ws(' ', 'ana silva', :address::text, '+447700' || :phone::text, '07700' || :phone::text),
  (SELECT array_agg(n * 1000003 % 16777216) FROM generate_series(1, 70) AS n)) ON CONFLICT (email_identity) DO NOTHING;
INSERT INTO customers.figures (customer_id, total_bookings, total_spent, first_booking_at, last_booking_at,
  customer_since, last_activity_at)
VALUES (:new_customer, 1, 150.00, now(), now(), now(), now());
INSERT INTO identity.users (id, email, email_identity, first_name, last_name, role, is_organizer, email_verified,
  phone_verified, status, customer_id, failed_login_count, created_at, updated_at, version, searched)
VALUES (:new_user, :address, :address, 'Ana', 'Silva', 'customer', false, false, false, 'active', :new_customer, 0,
  now(), now(), 1, concat_ws(' ', 'ana silva', :address::text)) ON CONFLICT (email_identity) DO NOTHING;
"""

_FIGURES = """
UPDATE customers.figures SET total_bookings = total_bookings + 1, total_spent = total_spent + 150.00,
  first_booking_at = least(first_booking_at, now()), last_booking_at = greatest(last_booking_at, now()),
  last_activity_at = greatest(last_activity_at, now())
WHERE customer_id = {customer};
"""

_SEATS = """
UPDATE bookings.rosters SET seats_taken = seats_taken + 2
WHERE session_id = :session_id AND seats_taken + 2 BETWEEN 0 AND capacity;
"""

_BOOKING = """
INSERT INTO bookings.bookings (id, reference, session_id, customer_id, booked_by, contact_email, contact_email_identity,
  contact_first_name, contact_last_name, contact_phone, unit_amount, total_amount, discount_amount, final_amount,
  vat_amount, vat_rate, code_rate, status, payment_status, created_at, version, searched)
VALUES (:booking_id, upper(right(gen_random_uuid()::text, 12)), :session_id, {customer}, {user}, :address, :address,
  'Ana', 'Silva', '+447700' || :phone::text, 75.00, 150.00, 0.00, 150.00, 25.00, 0.20, 0, 'confirmed', 'unpaid',
  now(), 1, concat_ws(' ', 'ana silva', :address::text, 'ben okafor', 'friend.of.' || :address::text,
  '+447700' || :phone::text));
INSERT INTO bookings.attendees (id, booking_id, position, first_name, last_name, email, email_identity, is_primary,
  attendance)
VALUES (uuidv7(), :booking_id, 0, 'Ana', 'Silva', :address, :address, true, 'unmarked'),
  (uuidv7(), :booking_id, 1, 'Ben', 'Okafor', 'friend.of.' || :address, 'friend.of.' || :address, false, 'unmarked');
"""

_ENTRIES = """
INSERT INTO activity.entries (id, at, type, text, customer_id, user_id, entity, entity_id)
VALUES (uuidv7(), now(), 'booking_made', 'Booking made for 2 seats', {customer}, NULL, 'booking', :booking_id){more};
"""

_MORE_ENTRIES = """,
  (uuidv7(), now(), 'customer_opened', 'Customer opened', :new_customer, NULL, 'customer', :new_customer),
  (uuidv7(), now(), 'user_registered', 'User registered', NULL, :new_user, 'user', :new_user)"""

_AUDIT = """
INSERT INTO activity.audit (id, at, actor_kind, action, outcome, about, changes)
VALUES (uuidv7(), now(), 'anonymous', 'create_booking', 'accepted',
  jsonb_build_object('session_id', :session_id::text, 'id', :booking_id::text, 'news', 'BookingRequested'),
  jsonb_build_array({made}jsonb_build_object('entity', 'booking', 'id', :booking_id::text)));
"""

_MADE = (
    "jsonb_build_object('entity', 'user', 'id', :new_user::text), "
    "jsonb_build_object('entity', 'customer', 'id', :new_customer::text), "
)

_OUTBOX = """
INSERT INTO shared.outbox (id, topic, body, created_at, attempts, due_at, put_aside)
VALUES (uuidv7(), 'booking-confirmed', jsonb_build_object('booking_id', :booking_id::text), now(), 0, now(), false);
"""


def script(*, known: bool, pipeline: bool, seats_last: bool) -> str:
    """One booking. Its writes are in the order of product.md D1, but for the seats where they go last."""
    if known:
        words = {"customer": ":known_customer", "user": ":known_user", "more": "", "made": ""}
        email = "('known' || :person::text || '@example.org')"
    else:
        words = {"customer": ":new_customer", "user": ":new_user", "more": _MORE_ENTRIES, "made": _MADE}
        email = "('new' || :fresh::text || '.pgbench@example.org')"
    writes = "".join(
        [
            *([] if known else [_CUSTOMER]),
            *([] if seats_last else [_SEATS]),
            _BOOKING,
            *([_FIGURES] if known else []),
            *(_ENTRIES, _AUDIT, _OUTBOX),
            *([_SEATS] if seats_last else []),
        ]
    )
    if pipeline:
        text = f"{_SETUP}{_READ}\\startpipeline\nBEGIN;{writes}COMMIT;\n\\endpipeline\n"
    else:
        text = f"{_SETUP}BEGIN;{_READ}{writes}COMMIT;\n"
    return text.format(email=email, **words)


def round_trips(text: str) -> int:
    """How often a client of ``text`` waits for the server: a pipeline is one wait."""
    outside, _, rest = text.partition("\\startpipeline")
    waits = outside.count(";\n") + outside.count("\\gset")
    return waits + 1 if rest else waits
