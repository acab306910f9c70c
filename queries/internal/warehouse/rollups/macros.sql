-- The last day on which a credential is valid: the day it expires, or the day before it was revoked.
CREATE OR REPLACE MACRO valid_until(expires_on, revoked_on) AS least(expires_on, revoked_on - 1, DATE 'infinity')
