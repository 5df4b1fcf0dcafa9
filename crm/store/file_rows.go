package store

import (
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type fileRow struct {
	ID        crm.FileID
	CardID    *crm.CardID
	DealID    *crm.DealID
	TaskID    *crm.TaskID
	Kind      crm.FileKind
	Title     string
	Archived  bool
	Current   int
	CreatedBy *crm.UserID
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt *time.Time
	Version   int64
	CardOwner *crm.AgentID `gorm:"->;-:migration"` // read with fileColumns only
}

func (fileRow) TableName() string { return "files" }

const fileColumns = "files.*, (SELECT owner_id FROM cards WHERE cards.id = files.card_id) AS card_owner"

func (r fileRow) folder() crm.Folder {
	return crm.Folder{Card: some(r.CardID), Deal: some(r.DealID), Task: some(r.TaskID)}
}

func (r fileRow) file() crm.File {
	return crm.File{ID: r.ID, Folder: r.folder(), CardOwner: some(r.CardOwner), Kind: r.Kind, Title: r.Title, Archived: r.Archived, CreatedBy: some(r.CreatedBy),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), DeletedAt: utc(r.DeletedAt), Version: r.Version}
}

type fileVersionRow struct {
	ID          crm.VersionID
	FileID      crm.FileID
	Number      int
	Name        string
	ContentType string
	SizeBytes   int64
	SHA256      []byte `gorm:"column:sha256"`
	MadeBy      *crm.UserID
	MadeAt      time.Time
	State       crm.FileState
	Threat      string
	Thumbnail   crm.ThumbnailState
	ByName      *string `gorm:"->;-:migration"`
}

func (fileVersionRow) TableName() string { return "file_versions" }

func (r fileVersionRow) version() crm.FileVersion {
	return crm.FileVersion{ID: r.ID, Number: r.Number, Name: r.Name, Type: r.ContentType, Size: r.SizeBytes, SHA256: r.SHA256,
		State: r.State, Threat: r.Threat, Thumbnail: r.Thumbnail, MadeBy: some(r.MadeBy), ByName: some(r.ByName), MadeAt: r.MadeAt.UTC()}
}

// filesWithin narrows a query on files to those the viewer may see: those of a
// task or deal that they see, and those of a card that they see where the
// permission reaches it or they made the file themselves. Deleted ones are among
// them.
func filesWithin(q *gorm.DB, tx *gorm.DB, v crm.Viewer) *gorm.DB {
	s := v.Sight(crm.SeeFiles)
	if !v.May(crm.SeeFiles) {
		return q.Where("false")
	}
	card, args := "files.card_id IN (?)", []any{cardsWithin(tx.Table("cards").Select("cards.id"), v.Sight(crm.SeeCards))}
	if !s.All {
		reach := "files.card_id IN (?)"
		args = append(args, cardsWithin(tx.Table("cards").Select("cards.id"), s))
		if people := keysOf(s.People); len(people) > 0 {
			reach, args = "("+reach+" OR files.created_by IN ?)", append(args, people)
		}
		card = "(" + card + " AND " + reach + ")"
	}
	args = append(args, tasksOf(tx, v.Sight(crm.SeeTasks)).Select("tasks.id"),
		dealsOf(tx, v.Sight(crm.SeeDeals)).Select("deals.id").Where("deals.deleted_at IS NULL"))
	return q.Where("("+card+" OR files.task_id IN (?) OR files.deal_id IN (?))", args...)
}

// takeFile reads a file that the viewer may see, a deleted one too.
func takeFile(q *gorm.DB, tx *gorm.DB, op string, v crm.Viewer, id crm.FileID) (fileRow, error) {
	var row fileRow
	if !sound(id) {
		return row, unknown(op)
	}
	return row, filesWithin(q.Select(fileColumns), tx, v).Where("files.id = ?", id).Take(&row).Error
}

// versionsOf reads versions with the names of those who made them, newest
// first.
func versionsOf(tx *gorm.DB, rule string, args ...any) (rows []fileVersionRow, err error) {
	err = tx.Table("file_versions").Select("file_versions.*, users.name AS by_name").
		Joins("LEFT JOIN users ON users.id = file_versions.made_by").
		Where(rule, args...).Order("file_versions.number DESC").Find(&rows).Error
	return rows, err
}

// withoutHiddenFiles takes what a timeline tells of files out of it where the
// viewer may not see the card's files.
func withoutHiddenFiles(tx, q *gorm.DB, v crm.Viewer, card crm.CardID) *gorm.DB {
	s := v.Sight(crm.SeeFiles)
	if s.All {
		return q
	}
	seen := cardsWithin(tx.Table("cards").Select("cards.id"), s).Where("cards.id = ?", card)
	return q.Where("(timeline.kind NOT LIKE 'file\\_%' OR EXISTS (?))", seen)
}
