// Keeps this area a valid project until its first real file lands; delete it then.
export {};
