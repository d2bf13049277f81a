// A database kept in files: made, saved, opened again, looked at with ordinary tools, its log, export and import.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database } from 'strata-sql';

const basePath = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-demo-'));
const files = folder => fs.readdirSync(path.join(basePath, folder)).sort().join('  ');
const text = file => fs.readFileSync(path.join(basePath, file), 'utf8').trimEnd();

// Created: ./university/{schema,data,wal} in that folder.
const db = new Database({ name: 'university', persist: true, basePath });
db.exec(`
  CREATE TABLE student (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gpa REAL);
  CREATE INDEX by_gpa ON student(gpa DESC);
  INSERT INTO student (name, gpa) VALUES ('Alice', 3.8), ('Bob', 3.5);
`);

// Every commit is in the log before it is acknowledged: one line each.
for (const line of text('university/wal/transaction.log').split('\n')) {
	const { number, schema, changes } = JSON.parse(line).commit;
	const made = schema?.put.map(object => object.name) ?? [];
	console.log(`commit ${number}:`, ...made, ...(changes?.map(({ put }) => `${put.length} rows`) ?? []));
}

// Saved: the log is folded into a file for each table, and put aside.
db.save();
console.log(files('university/data'), '|', files('university/schema'));
console.log(text('university/data/student.records'));
db.exec(`UPDATE student SET gpa = 3.9 WHERE name = 'Alice'`);
const { tables, logBytes, archivedLogs } = db.storeStatistics();
console.log(tables[0].records, 'records,', archivedLogs.length, 'log put aside, bytes to fold:', logBytes > 0);
db.close();

// Loaded: tables are read when they are first used.
const again = new Database({ name: 'university', persist: true, basePath });
again.load();
console.log(again.prepare('SELECT name, gpa FROM student ORDER BY gpa DESC').all());

// Another program may read at the same time, or gets a clear answer.
const reader = Database.open(basePath, { name: 'university', readonly: true });
again.exec(`INSERT INTO student (name, gpa) VALUES ('Carol', 4)`);
console.log(reader.prepare('SELECT count(*) FROM student').pluck().get(), 'students when opened,');
console.log(reader.load().prepare('SELECT count(*) FROM student').pluck().get(), 'after load()');
reader.close();

// Exported, and imported into a database in memory: as JSON, as a script (or, with sql.js, as an SQLite file).
const json = await again.export({ format: 'json' });
const copy = new Database();
console.log(await copy.import(json));
console.log(copy.prepare('SELECT name FROM student').pluck().all().join(', '));
console.log((await copy.export({ format: 'sql' })).split('\n').slice(2, 7).join('\n'));

// Merged into one that has other rows: those with the same key are replaced.
copy.exec(`DELETE FROM student WHERE id = 1; UPDATE student SET name = 'Robert' WHERE id = 2;
  INSERT INTO student VALUES (9, 'Ivy', 3)`);
await copy.import(json, { mode: 'merge' });
console.log(copy.prepare('SELECT name FROM student').pluck().all().join(', '));

again.close();
fs.rmSync(basePath, { recursive: true });

/* Prints:
commit 1: student
commit 2: by_gpa
commit 3: 2 rows
student.records | database.json  student.schema.json
{"id":1,"name":"Alice","gpa":3.8}
{"id":2,"name":"Bob","gpa":3.5}
2 records, 1 log put aside, bytes to fold: true
[ { name: 'Alice', gpa: 3.9 }, { name: 'Bob', gpa: 3.5 } ]
2 students when opened,
3 after load()
{ tables: { student: 3 }, rows: 3, skipped: [] }
Alice, Bob, Carol
CREATE TABLE student (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gpa REAL);
INSERT INTO "student"("id", "name", "gpa") VALUES
(1, 'Alice', 3.9),
(2, 'Bob', 3.5),
(3, 'Carol', 4.0);
Alice, Bob, Carol, Ivy
*/
