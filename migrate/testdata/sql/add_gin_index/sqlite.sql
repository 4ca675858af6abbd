-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_data on product
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_data on product
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

