package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type pipelineRow struct {
	ID      string
	Key     string
	Name    string
	Version int64
}

func (pipelineRow) TableName() string { return "pipelines" }

type stageRow struct {
	ID         string
	PipelineID string
	Key        string
	Labels     string
	Kind       crm.StageKind
	Place      int
	Needs      string
	RotsDays   int
}

func (stageRow) TableName() string { return "stages" }

func (r stageRow) stage() (crm.Stage, error) {
	s := crm.Stage{ID: r.ID, Pipeline: r.PipelineID, Key: r.Key, Kind: r.Kind, RotsDays: r.RotsDays}
	if err := json.Unmarshal([]byte(r.Labels), &s.Labels); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(r.Needs), &s.Needs)
}

func stageRowOf(s crm.Stage, place int) (stageRow, error) {
	labels, err := json.Marshal(s.Labels)
	if err != nil {
		return stageRow{}, err
	}
	if s.Needs == nil {
		s.Needs = []crm.Need{}
	}
	needs, err := json.Marshal(s.Needs)
	return stageRow{ID: s.ID, PipelineID: s.Pipeline, Key: s.Key, Labels: string(labels), Kind: s.Kind, Place: place,
		Needs: string(needs), RotsDays: s.RotsDays}, err
}

// Pipelines are those in use, in order, with their stages.
func (s *Store) Pipelines(ctx context.Context) ([]crm.Pipeline, error) {
	var all []crm.Pipeline
	err := s.read(ctx, "store.Pipelines", func(tx *gorm.DB) (err error) {
		all, err = pipelines(tx)
		return err
	})
	return all, err
}

func pipelines(tx *gorm.DB) ([]crm.Pipeline, error) {
	var rows []pipelineRow
	if err := tx.Where("archived_at IS NULL").Order("place, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	var stages []stageRow
	if err := tx.Where("archived_at IS NULL").Order("place, id").Find(&stages).Error; err != nil {
		return nil, err
	}
	all := make([]crm.Pipeline, len(rows))
	for i, r := range rows {
		all[i] = crm.Pipeline{ID: r.ID, Key: r.Key, Name: r.Name, Version: r.Version}
		for _, row := range stages {
			if row.PipelineID != r.ID {
				continue
			}
			stage, err := row.stage()
			if err != nil {
				return nil, err
			}
			all[i].Stages = append(all[i].Stages, stage)
		}
	}
	return all, nil
}

// pipeline finds one by its key; the first where there is none given.
func pipeline(tx *gorm.DB, op, key string) (crm.Pipeline, error) {
	all, err := pipelines(tx)
	if err != nil {
		return crm.Pipeline{}, err
	}
	for _, p := range all {
		if key == "" || p.Key == key {
			return p, nil
		}
	}
	return crm.Pipeline{}, fault.New(fault.Invalid, op, "there is no such pipeline").At("pipeline")
}

func noStage(op string) error {
	return fault.New(fault.Invalid, op, "the pipeline has no such stage").At("stage")
}

// SavePipeline makes the pipeline of this key, or replaces its name and stages.
// A stage with deals that is left out is a fault of kind Conflict unless
// MoveTo says where they go.
func (s *Store) SavePipeline(ctx context.Context, v crm.Viewer, key string, ch crm.PipelineChange) (crm.Pipeline, error) {
	const op = "store.SavePipeline"
	ch, err := ch.Checked()
	if err != nil {
		return crm.Pipeline{}, fault.Wrap(op, err)
	}
	var saved crm.Pipeline
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('pipelines', 3))").Error; err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		var row pipelineRow
		if err := tx.Where("key = ? AND archived_at IS NULL", key).Limit(1).Find(&row).Error; err != nil {
			return err
		}
		if row.ID == "" {
			if row, err = s.newPipeline(tx, key, ch.Name); err != nil {
				return err
			}
		} else if ch.Version != 0 && ch.Version != row.Version {
			return stale(op)
		} else if err := tx.Exec("UPDATE pipelines SET name = ?, version = version + 1 WHERE id = ?", ch.Name, row.ID).Error; err != nil {
			return err
		}
		if err := s.saveStages(tx, op, v, row.ID, ch, now); err != nil {
			return err
		}
		saved, err = pipeline(tx, op, key)
		return err
	})
	return saved, err
}

func (s *Store) newPipeline(tx *gorm.DB, key, name string) (pipelineRow, error) {
	id, err := newID[string]()
	if err != nil {
		return pipelineRow{}, err
	}
	row := pipelineRow{ID: id, Key: key, Name: name, Version: 1}
	return row, tx.Exec("INSERT INTO pipelines (id, key, name, place) SELECT ?, ?, ?, coalesce(max(place), -1) + 1 FROM pipelines", id, key, name).Error
}

func (s *Store) saveStages(tx *gorm.DB, op string, v crm.Viewer, pipeline string, ch crm.PipelineChange, now any) error {
	var had []stageRow
	if err := tx.Where("pipeline_id = ?", pipeline).Find(&had).Error; err != nil {
		return err
	}
	byKey := map[string]stageRow{}
	for _, r := range had {
		byKey[r.Key] = r
	}
	kept := map[string]crm.Stage{}
	for i, stage := range ch.Stages {
		stage.Pipeline = pipeline
		old, there := byKey[stage.Key]
		stage.ID = old.ID
		if !there {
			id, err := newID[string]()
			if err != nil {
				return err
			}
			stage.ID = id
		}
		row, err := stageRowOf(stage, i)
		if err != nil {
			return err
		}
		err = tx.Exec(`INSERT INTO stages (id, pipeline_id, key, labels, kind, place, needs, rots_days)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pipeline_id, key) DO UPDATE SET labels = excluded.labels, kind = excluded.kind,
			place = excluded.place, needs = excluded.needs, rots_days = excluded.rots_days, archived_at = NULL`,
			row.ID, row.PipelineID, row.Key, row.Labels, row.Kind, row.Place, row.Needs, row.RotsDays).Error
		if err != nil {
			return err
		}
		kept[stage.Key] = stage
	}
	for _, old := range had {
		if _, stays := kept[old.Key]; stays {
			continue
		}
		if err := s.archiveStage(tx, op, v, old, kept[ch.MoveTo[old.Key]]); err != nil {
			return err
		}
		if err := tx.Exec("UPDATE stages SET archived_at = coalesce(archived_at, ?) WHERE id = ?", now, old.ID).Error; err != nil {
			return err
		}
	}
	return nil
}

// archiveStage moves the deals of a stage that is given up.
func (s *Store) archiveStage(tx *gorm.DB, op string, v crm.Viewer, old stageRow, to crm.Stage) error {
	var ids []crm.DealID
	if err := tx.Raw("SELECT id FROM deals WHERE stage_id = ? AND deleted_at IS NULL FOR UPDATE", old.ID).Scan(&ids).Error; err != nil {
		return err
	}
	if len(ids) == 0 {
		return nil
	}
	if to.ID == "" {
		return fault.New(fault.Conflict, op, "%d deals stand in the stage %s: say where they go", len(ids), old.Key).At("move_to")
	}
	for _, id := range ids {
		d, err := lockDeal(tx, crm.Sight{All: true}, id)
		if err != nil {
			return err
		}
		if _, _, err := s.moveDeal(tx, d, to, v.User, crm.ByRule, ""); err != nil {
			return err
		}
	}
	return nil
}
