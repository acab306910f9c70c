-- The last day on which a credential is valid: the day it expires, or the day before it was revoked.
CREATE OR REPLACE MACRO valid_until(expires_on, revoked_on) AS least(expires_on, revoked_on - 1, DATE 'infinity');

-- Whether a decision was in favour of what was asked; null where its outcome is neither yes nor no, or there is none yet.
CREATE OR REPLACE MACRO in_favour(outcome) AS
    CASE WHEN lower(outcome) IN ('approved', 'endorsed', 'accredited', 'granted', 'accepted', 'yes') THEN true
         WHEN lower(outcome) IN ('refused', 'declined', 'rejected', 'not_approved', 'no') THEN false END
