// Package files keeps the contents of documents: it takes an upload in, looks
// at what it is, puts it away on a local disk or in an S3 bucket, hands it out,
// and in the background has it checked for viruses and makes thumbnails.
//
// An upload is first written to a file that has no name, so that one that is
// cut off leaves nothing. What is put away is there whole or not at all, under
// a key that says nothing about it, and was read back before anybody is told
// that it is kept. The records (crm/store) know every key from before it is
// used until after it is removed; what nothing refers to is swept.
package files
