-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint apart on model product
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint apart on model product
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

