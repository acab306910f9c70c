package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// poster is one client that posts over one connection, which stays open, as a connection to PostgreSQL does.
type poster struct {
	connection net.Conn
	answers    *bufio.Reader
	head       string
	request    []byte
}

func (s *service) poster(ctx context.Context) (*poster, error) {
	host := strings.TrimPrefix(s.address, "http://")
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &poster{connection: connection, answers: bufio.NewReader(connection), head: "POST " + postsOf(factsFeed) + " HTTP/1.1\r\nHost: " + host +
		"\r\nAuthorization: Bearer " + s.token + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "}, nil
}

// post returns when a record has its receipt. Where the service is busy it comes again.
func (p *poster) post(record []byte) error {
	for {
		p.request = append(p.request[:0], p.head...)
		p.request = strconv.AppendInt(p.request, int64(len(record)), 10)
		p.request = append(append(p.request, "\r\n\r\n"...), record...)
		if _, err := p.connection.Write(p.request); err != nil {
			return err
		}
		answer, err := http.ReadResponse(p.answers, nil)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body)
		switch {
		case err != nil:
			return err
		case answer.StatusCode == http.StatusServiceUnavailable:
			time.Sleep(100 * time.Millisecond)
		case answer.StatusCode != http.StatusCreated:
			return fmt.Errorf("posting gave status %d: %s", answer.StatusCode, body)
		default:
			return nil
		}
	}
}
