package db

// lru keeps values by SQL text; beyond max the least recently used one is pushed out. The zero value with a max is
// ready to use. It is not safe for concurrent use.
type lru[V comparable] struct {
	max   int
	items map[string]*lruItem[V]
	head  *lruItem[V] // the most recently used
	tail  *lruItem[V]
}

type lruItem[V comparable] struct {
	key        string
	value      V
	prev, next *lruItem[V]
}

// get returns the value of the key and makes it the most recently used.
func (l *lru[V]) get(key string) (v V, ok bool) {
	it := l.head
	if it == nil || it.key != key {
		if it, ok = l.items[key]; !ok {
			return v, false
		}
		l.unlink(it)
		l.pushFront(it)
	}
	return it.value, true
}

// put adds a value and returns the one that was pushed out or replaced, if any.
func (l *lru[V]) put(key string, v V) (out V, pushed bool) {
	if l.items == nil {
		l.items = make(map[string]*lruItem[V])
	}
	if it, ok := l.items[key]; ok {
		out, it.value = it.value, v
		return out, true
	}
	if len(l.items) >= l.max {
		out, pushed = l.tail.value, true
		l.remove(l.tail.key)
	}
	it := &lruItem[V]{key: key, value: v}
	l.items[key] = it
	l.pushFront(it)
	return out, pushed
}

// remove takes the key out and returns its value.
func (l *lru[V]) remove(key string) (v V, ok bool) {
	it, ok := l.items[key]
	if !ok {
		return v, false
	}
	delete(l.items, key)
	l.unlink(it)
	return it.value, true
}

// clear takes everything out, handing each value to drop.
func (l *lru[V]) clear(drop func(V)) {
	for it := l.head; it != nil; it = it.next {
		drop(it.value)
	}
	l.items, l.head, l.tail = nil, nil, nil
}

func (l *lru[V]) pushFront(it *lruItem[V]) {
	it.prev, it.next = nil, l.head
	if l.head != nil {
		l.head.prev = it
	}
	l.head = it
	if l.tail == nil {
		l.tail = it
	}
}

func (l *lru[V]) unlink(it *lruItem[V]) {
	if it.prev != nil {
		it.prev.next = it.next
	} else {
		l.head = it.next
	}
	if it.next != nil {
		it.next.prev = it.prev
	} else {
		l.tail = it.prev
	}
	it.prev, it.next = nil, nil
}
