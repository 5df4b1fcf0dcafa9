package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/crm/sheet"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/past"
)

// offers is how many deals of the demo company have their offer as a file.
const offers = 60

// calendar is a clock that stands where it is put: what is written by it has
// been written then.
type calendar struct {
	clock.Clock
	now time.Time
}

func (c *calendar) Now() time.Time { return c.now }

// file puts the offers of the latest deals away, each at the time when it was
// made.
func (p *program) file(ctx context.Context, plan past.Plan) (err error) {
	then := &calendar{p.Clock, plan.Now}
	archive, err := store.Open(store.Config{DSN: p.Postgres, Clock: then, MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	cabinet := files.New(files.Config{Records: archive, Shelf: p.shelf, Clock: p.Clock, Log: p.Log})
	all := crm.Viewer{Role: crm.RoleAdministrator}
	deals, err := archive.ListDeals(ctx, all, crm.DealFilter{Sort: "-created_at"}, crm.Page{Limit: offers})
	if err != nil {
		return err
	}
	writers := map[crm.AgentID]crm.UserID{}
	for _, who := range plan.Staff {
		writers[crm.AgentID(who.Agent)] = crm.UserID(who.User)
	}
	for _, d := range deals.Items {
		then.now = d.CreatedAt.Add(20 * time.Minute)
		author := all
		author.User = writers[d.Owner]
		if err := p.offer(ctx, cabinet, author, archive, d); err != nil {
			return fmt.Errorf("the offer of %s: %w", d.Title, err)
		}
	}
	return nil
}

// words of an offer, in the languages in which the customers of the demo
// company are written to.
var offerWords = map[string][4]string{
	"en": {"Offer", "Customer", "What", "Price"},
	"hu": {"Árajánlat", "Ügyfél", "Megnevezés", "Ár"},
	"ru": {"Предложение", "Клиент", "Наименование", "Цена"},
}

// offer writes one and puts it away.
func (p *program) offer(ctx context.Context, cabinet *files.Cabinet, author crm.Viewer, archive *store.Store, d crm.Deal) error {
	card, err := archive.GetCard(ctx, author, d.Card)
	if err != nil {
		return err
	}
	words, known := offerWords[card.Language]
	if !known {
		words = offerWords["en"]
	}
	var book bytes.Buffer
	w, err := sheet.NewXLSX(&book, words[0])
	if err != nil {
		return err
	}
	for _, line := range [][]string{
		{words[1], d.CardName},
		{words[2], d.Title},
		{words[3], fmt.Sprintf("%d.%02d %s", d.Amount/100, d.Amount%100, d.Currency)},
	} {
		if err := w.Row(line); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	parcel, err := cabinet.Receive(&book, words[0]+" – "+d.Title+".xlsx")
	if err != nil {
		return err
	}
	defer parcel.Close()
	_, err = cabinet.Add(ctx, author, crm.NewFile{Folder: crm.Folder{Deal: d.ID}, Kind: crm.FileOffer}, parcel)
	return err
}
