// Package contact is the shop's letter box: a form for everybody, and the letters for those who may read them.
package contact

import (
	"time"

	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// Topic is what a message is about.
type Topic string

// The topics.
const (
	Order   Topic = "order"
	Product Topic = "product"
	Other   Topic = "other"
)

// Choices are the topics with their labels, for the model and the form.
func (Topic) Choices() []orm.Choice {
	return []orm.Choice{{Value: Order, Label: "An order"}, {Value: Product, Label: "A product"}, {Value: Other, Label: "Something else"}}
}

// A Message is what somebody wrote to the shop.
type Message struct {
	orm.Model
	ID         int64
	Name       string    `orm:"max_length=100"`
	Email      string    `orm:"email"`
	Topic      Topic     `orm:"max_length=10"`
	Text       string    `orm:"max_length=5000"`
	Attachment string    `orm:"file,max_length=255,blank"` // its name in the site's bucket
	CreatedAt  time.Time `orm:"auto_now_add"`
}

// Meta sorts messages by time, the newest first.
func (Message) Meta() orm.Meta[Message] {
	return orm.Meta[Message]{Ordering: orm.By(Messages.CreatedAt.Desc(), Messages.ID.Desc())}
}

// TopicLabel is the topic for people.
func (m *Message) TopicLabel() string { return orm.LabelOf(m.Topic) }
