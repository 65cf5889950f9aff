"""A council's files and how they are read, for tests."""

COUNCIL = """\
source = "council"

[[file]]
match = "clients-*.csv"
delimiter = ";"
encoding = "cp1252"
kind = "patient"
id = ["ClientRef"]
[file.columns]
local_id = "ClientRef"
family = "Surname"
given = "Forename"
birth_date = "DoB"
sex = "Gender"
nhs_number = "NHS No"
postcode = "Postcode"
practice = "GP"
died = "DoD"
[file.formats]
birth_date = "%d/%m/%Y"
died = "%d/%m/%Y"
[file.values]
sex = { M = "male", F = "female" }

[[file]]
match = "packages-*.csv"
delimiter = ";"
encoding = "cp1252"
kind = "package"
id = ["PackageRef"]
[file.columns]
local_id = "ClientRef"
package_id = "PackageRef"
service = "Service"
provider = "Provider"
start = "StartDate"
end = "EndDate"
hours_per_week = "Hrs"
weekly_cost = "Cost"
status = "Status"
[file.formats]
start = "%d/%m/%Y"
end = "%d/%m/%Y"
[file.values]
service = { "Domiciliary Care" = "home-care" }
status = { Active = "active", Suspended = "on-hold", Ended = "ended" }

[[file]]
match = "calls-*.csv"
kind = "visit"
id = ["Call"]
[file.columns]
local_id = "Client"
visit_id = "Call"
planned = "Due"
start = "Actual"
minutes = "Mins"
status = "State"
[file.formats]
planned = "%d-%m-%Y %H:%M"
start = "%d-%m-%Y %H:%M"
[file.values]
status = { C = "done", M = "missed", X = "cancelled" }

[[file]]
match = "referrals-*.csv"
kind = "referral"
id = ["Ref"]
[file.columns]
local_id = "Client"
referral_id = "Ref"
at = "Received"
reason = "Reason"
urgent = "Priority"
from = "By"
[file.values]
urgent = { High = true, Normal = false }

[[file]]
match = "residents-*.csv"
kind = "resident"
id = ["No"]
[file.columns]
local_id = "No"
family = "Surname"
start = "Admitted"
end = "Left"
home = "Home"
"""

CLIENTS = "ClientRef;Surname;Forename;DoB;Gender;NHS No;Postcode;GP;DoD\n"
PACKAGES = "PackageRef;ClientRef;Service;Provider;StartDate;EndDate;Hrs;Cost;Status;Note\n"
OAKLEY = "C1;Oakléy;Ann Mary;29/02/1940;F;999 000 0018;AB1 2CD;gp-01;\n"
