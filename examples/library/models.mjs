// Models without decorators, in plain JavaScript: defineTable() says what the table is.
import { Database, defineTable, ValidationError } from 'strata-sql';

const db = new Database();

const Author = defineTable(
	'author',
	{
		id: 'primaryKey',
		name: { type: 'text', unique: true },
		born: { type: 'date', nullable: true },
	},
	{ db, relations: { books: { hasMany: () => Book } } },
);

const Book = defineTable(
	'book',
	{
		id: 'primaryKey',
		title: 'text',
		authorId: { type: 'int', references: () => Author },
		pages: { type: 'int', default: 0, check: 'pages >= 0' },
		tags: { type: 'json', default: () => [] },
	},
	{ db, indexes: [['authorId', '-pages']] },
);

const ada = Author.insert({ name: 'Ada', born: new Date('1815-12-10') });
const ben = Author.insert({ name: 'Ben' });
Book.insertMany([
	{ title: 'Notes', authorId: ada.id, pages: 120, tags: ['machines'] },
	{ title: 'Letters', authorId: ada.id, pages: 80 },
	{ title: 'Sketches', authorId: ben.id },
]);

console.log(Book.select({ where: book => book.pages > 100 }));
console.log(Author.get(1).books.map(({ title }) => title));
console.log(Book.sum('pages'), Book.update({ where: { title: { startsWith: 'S' } } }, { pages: 7 }));
console.log(Author.upsert({ name: 'Ben', born: new Date('1706-01-17') }, { on: ['name'] }).id);
try {
	Book.insertMany([{ title: 'A', authorId: 1 }, { title: 5, authorId: 'Ada' }]);
} catch (error) {
	console.log(error instanceof ValidationError, error.message);
}

/* Prints:
[
  {
    id: 1,
    title: 'Notes',
    authorId: 1,
    pages: 120,
    tags: [ 'machines' ]
  }
]
[ 'Notes', 'Letters' ]
200 1
2
true row 1: book.title: expected a string, got 5 (number)
row 1: book.authorId: expected an integer, got 'Ada' (string)
*/
