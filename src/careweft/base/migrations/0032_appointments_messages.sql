-- Appointments, group sessions and messages: projections of FHIR resources, for lists and for booking once.

-- A clinic with weekly hours, or a group with sessions of its own: a FHIR Schedule that is about nobody.
CREATE TABLE care.clinic (
    id text PRIMARY KEY,
    title text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('clinic', 'group')),
    active boolean NOT NULL,
    team text NOT NULL,
    service text NOT NULL,
    practitioner text NOT NULL DEFAULT '',
    location text NOT NULL DEFAULT '',
    mode text NOT NULL CHECK (mode IN ('in-person', 'video', 'phone')),
    link text NOT NULL DEFAULT '',
    books text[] NOT NULL,
    least integer NOT NULL CHECK (least > 0),
    places integer NOT NULL CHECK (places >= least),
    opened date,
    version integer NOT NULL
);
CREATE INDEX clinic_service ON care.clinic (service) WHERE active;

-- A time that can be booked from `released` on: a FHIR Slot. `taken` counts the places that are given away.
CREATE TABLE care.slot (
    id text PRIMARY KEY,
    clinic text NOT NULL,
    start timestamptz NOT NULL,
    finish timestamptz NOT NULL,
    places integer NOT NULL,
    taken integer NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND places),
    released timestamptz NOT NULL,
    same_day boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    CHECK (start < finish)
);
CREATE INDEX slot_clinic ON care.slot (clinic, start);
CREATE INDEX slot_free ON care.slot (start) WHERE state = 'open' AND taken < places;

-- Minutes on the way between two places of appointments; either way is looked up.
CREATE TABLE care.appointment_travel (
    a text NOT NULL,
    b text NOT NULL,
    minutes integer NOT NULL CHECK (minutes >= 0),
    PRIMARY KEY (a, b),
    CHECK (a < b)
);

-- A FHIR Appointment. A place in a slot is given once: the unique index is what makes it so.
CREATE TABLE care.appointment (
    person_id bigint NOT NULL,
    id text NOT NULL,
    status text NOT NULL,
    slot text NOT NULL,
    seat integer,
    clinic text NOT NULL,
    start timestamptz NOT NULL,
    finish timestamptz NOT NULL,
    made timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    outcome text NOT NULL DEFAULT '',
    itinerary text NOT NULL DEFAULT '',
    based_on text NOT NULL DEFAULT '',
    version integer NOT NULL,
    changed timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, id)
);
CREATE UNIQUE INDEX appointment_seat ON care.appointment (slot, seat)
    WHERE status IN ('booked', 'arrived', 'fulfilled', 'noshow');
CREATE INDEX appointment_id ON care.appointment (id);
CREATE INDEX appointment_clinic ON care.appointment (clinic, start);
CREATE INDEX appointment_coming ON care.appointment (start) WHERE status = 'booked';
CREATE INDEX appointment_changed ON care.appointment (changed);

-- What a person would like to be heeded when they are seen: a FHIR Flag.
CREATE TABLE care.preference (
    person_id bigint NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (person_id, id)
);

-- A conversation, by its first message, and its messages: FHIR Communications. `readers` are relatives who may read it.
CREATE TABLE care.thread (
    person_id bigint NOT NULL,
    id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('message', 'advice')),
    title text NOT NULL,
    team text NOT NULL,
    readers text[] NOT NULL,
    started timestamptz NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX thread_id ON care.thread (id);
CREATE INDEX thread_team ON care.thread (team);
CREATE TABLE care.message (
    person_id bigint NOT NULL,
    id text NOT NULL,
    thread text NOT NULL,
    sender text NOT NULL,
    sender_name text NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('sent', 'cancelled')),
    changed timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, id)
);
CREATE INDEX message_id ON care.message (id);
CREATE INDEX message_thread ON care.message (person_id, thread, at);
CREATE INDEX message_changed ON care.message (changed);
CREATE TABLE care.thread_seen (
    person_id bigint NOT NULL,
    thread text NOT NULL,
    party text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (person_id, thread, party)
);

-- Whom a clinic is to see, it sees of what is ordinary. Whoever a person writes to reads also what is kept from carers.
INSERT INTO access.kind VALUES ('appointment', 511 - 1 - 256, 0, 320), ('conversation', 511 - 1 - 64 - 256, 0, 321);
CALL access.protect('care.appointment', $$access.shows(care.appointment.person_id, 'Appointment/' || id)$$);
CALL access.protect('care.preference', $$access.shows(care.preference.person_id, 'Flag/' || id)$$);
CALL access.protect('care.thread', $$access.shows(care.thread.person_id, 'Communication/' || id)$$);
CALL access.protect('care.message', $$access.shows(care.message.person_id, 'Communication/' || id)$$);
CALL access.protect('care.thread_seen', $$access.shows(care.thread_seen.person_id, 'Communication/' || thread)$$);
-- A carer reads the conversations that they are part of or that the person lets them read, as long as they are a carer.
CREATE POLICY shared ON care.thread FOR SELECT TO careweft_web USING (
    readers && (SELECT access.parties())::text[] AND access.may_see(person_id));
CREATE POLICY shared ON care.message FOR SELECT TO careweft_web USING (
    (SELECT true FROM care.thread t WHERE t.person_id = care.message.person_id AND t.id = care.message.thread
        AND t.readers && (SELECT access.parties())::text[] LIMIT 1) AND access.may_see(person_id));
GRANT SELECT ON care.clinic, care.slot, care.appointment_travel, care.appointment, care.preference, care.thread, care.message,
    care.thread_seen TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.clinic, care.slot, care.appointment_travel, care.appointment, care.preference,
    care.thread, care.message, care.thread_seen TO careweft_worker;
