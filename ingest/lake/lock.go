package lake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"athar/models"
)

// takeLock makes this process the owner of the lake. The kernel holds the lock and drops it when the process ends, however
// it ends; the pid in the file is only there to be told.
func takeLock(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer file.Close()
		who, whoAr := owner(file)
		return nil, &models.Error{Kind: models.Busy,
			Message: fmt.Sprintf("The lake in %s is in use by %s; one process owns a workspace at a time. Stop that one first: it may be `athar serve` or `athar demo`.", dir, who),
			Ar:      fmt.Sprintf("البحيرة في %s قيد الاستخدام من %s؛ لا يملك مساحة العمل إلا عملية واحدة. أوقف تلك أولًا: قد تكون athar serve أو athar demo.", dir, whoAr)}
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	if err := writeOwner(file, strconv.Itoa(os.Getpid())); err != nil {
		file.Close()
		return nil, fmt.Errorf("write lock: %w", err)
	}
	return file, nil
}

// releaseLock leaves the file: removing it would let two processes lock two files of the same name.
func releaseLock(file *os.File) error {
	return errors.Join(writeOwner(file, ""), file.Close())
}

func writeOwner(file *os.File, text string) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// owner names the process that has the lock, in English and Arabic.
func owner(file *os.File) (en, ar string) {
	text := make([]byte, 32)
	n, _ := file.ReadAt(text, 0)
	pid := strings.TrimSpace(string(text[:n]))
	if pid == "" {
		return "another process", "عملية أخرى"
	}
	return "process " + pid, "العملية " + pid
}
