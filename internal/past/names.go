package past

import (
	"fmt"
	"strings"
)

// tongue is a language in which customers are called something and write.
type tongue struct {
	key             string // ISO 639-1
	given, family   []string
	firm            []string // what a firm deals in
	kinds           []string // what stands behind or before it
	familyFirst     bool
	notes           []string
	wares, chores   []string
	cities, streets []string
}

// tongues are weighed by how often they stand here.
var tongues = []*tongue{&hungarian, &hungarian, &hungarian, &russian, &english}

var hungarian = tongue{
	key:         "hu",
	family:      []string{"Nagy", "Kovács", "Tóth", "Szabó", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas", "Balogh", "Papp", "Lakatos", "Takács", "Juhász", "Oláh", "Mészáros", "Simon", "Rácz", "Fekete"},
	given:       []string{"Anna", "Eszter", "Katalin", "Zsófia", "Réka", "Ildikó", "Gábor", "László", "István", "Péter", "Zoltán", "Tamás", "Ágnes", "Dóra", "Attila", "Balázs"},
	firm:        []string{"Bútorház", "Kert", "Patika", "Optika", "Autószerviz", "Pékség", "Könyvelő", "Nyomda", "Villamosság", "Textil", "Borház", "Faipar", "Utazás", "Sportbolt", "Papír"},
	kinds:       []string{"Kft", "Bt", "Zrt", "és Társa Kft"},
	familyFirst: true,
	notes:       []string{"Ajánlatot kért, holnapra küldöm.", "A múltkori szállítás rendben volt.", "Visszahívást kér délután.", "Árengedményt kérdezett, megbeszélem a vezetővel.", "A szerződést aláírta, a számlát várja.", "Új telephelyet nyitnak tavasszal.", "A könyvelővel kell egyeztetni."},
	wares:       []string{"Licenc", "Bővítés", "Oktatás", "Szerviz", "Éves előfizetés", "Telefonközpont"},
	chores:      []string{"Ajánlat elküldése", "Számla ellenőrzése", "Visszahívás", "Szerződés előkészítése", "Elégedettség megkérdezése"},
	cities:      []string{"Budapest", "Debrecen", "Szeged", "Pécs", "Győr", "Miskolc"},
	streets:     []string{"Fő utca", "Kossuth tér", "Petőfi utca", "Rákóczi út", "Ady Endre utca"},
}

var russian = tongue{
	key:     "ru",
	family:  []string{"Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков", "Павлов", "Семёнов"},
	given:   []string{"Александр", "Дмитрий", "Михаил", "Сергей", "Андрей", "Николай", "Егор", "Алексей", "Фёдор", "Пётр"},
	firm:    []string{"Ромашка", "Север", "Технострой", "Весна", "Меридиан", "Альянс", "Орион", "Заря", "Мебельград", "Книжный дом"},
	kinds:   []string{"ООО", "АО", "ИП"},
	notes:   []string{"Просит счёт до пятницы.", "Договор подписан, ждём оплату.", "Перезвонить после обеда.", "Интересуется скидкой на год.", "Доставка прошла хорошо, доволен.", "Переезжают в новый офис весной."},
	wares:   []string{"Лицензия", "Обучение", "Годовая подписка", "Сопровождение", "Расширение"},
	chores:  []string{"Отправить предложение", "Проверить оплату", "Перезвонить", "Подготовить договор"},
	cities:  []string{"Москва", "Казань", "Самара", "Тверь"},
	streets: []string{"ул. Ленина", "Садовая ул.", "Мира пр.", "Лесная ул."},
}

var english = tongue{
	key:     "en",
	family:  []string{"Smith", "Taylor", "Brown", "Walker", "Hughes", "Green", "Clarke", "Wood", "Bennett", "Murphy"},
	given:   []string{"Alice", "James", "Emma", "Oliver", "Grace", "Harry", "Ruby", "Thomas", "Chloe", "Daniel"},
	firm:    []string{"Blue Danube", "Nordic Foods", "Harbour Books", "Oak & Iron", "Greenfield", "Lantern Travel", "Riverside Dental", "Copper Kettle"},
	kinds:   []string{"Ltd", "LLP", "Group"},
	notes:   []string{"Asked for an offer by Friday.", "Happy with the last delivery.", "Wants to be called back in the afternoon.", "Signed; waits for the invoice.", "Asked whether a yearly licence is cheaper.", "Moves office in spring."},
	wares:   []string{"Licence", "Training", "Yearly plan", "Support", "Extension"},
	chores:  []string{"Send the offer", "Check that the invoice was paid", "Call back", "Prepare the contract"},
	cities:  []string{"Vienna", "Bratislava", "London"},
	streets: []string{"High Street", "Mill Lane", "Station Road", "Church Street"},
}

// person is a name as it is said in that language.
func (t *tongue) person(d dice) string {
	given, family := pick(d, t.given), pick(d, t.family)
	if t.familyFirst {
		return family + " " + given
	}
	return given + " " + family
}

// company is the name of a firm; many have a number, so that they differ.
func (t *tongue) company(d dice) string {
	name := pick(d, t.firm)
	if t == &hungarian {
		name = pick(d, t.family) + " " + name
	}
	if d.chance(40) {
		name = fmt.Sprintf("%s %d", name, 1+d.IntN(999))
	}
	if kind := pick(d, t.kinds); t == &russian {
		return kind + " " + name
	} else {
		return name + " " + kind
	}
}

// latin is a mail's name for a company: letters and digits only.
func latin(name string, number int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return fmt.Sprintf("%s%d", b.String(), number)
}
