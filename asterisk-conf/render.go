package asteriskconf

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"text/template"

	"vonal/internal/fault"
)

//go:embed *.conf
var shipped embed.FS

// included are the folders whose files belong to the administrator, or, for
// queues.d, to the controller: made when missing, never written by Render.
var included = map[string]string{
	"extensions.d": "Your own dialplan: files ending in .conf, read after extensions.conf.\n",
	"modules.d":    "Modules your dialplan needs: files ending in .conf with lines \"load = name.so\".\n",
	"pjsip.d":      "Your own trunks: files ending in .conf, read after pjsip.conf.\n",
	"queues.d":     "members.conf here is written by Vonal: the agents of the fallback queue.\n",
}

// Files returns the configuration for s, by file name. The error names the
// setting that is not usable; its kind is fault.Invalid.
func Files(s Settings) (map[string][]byte, error) {
	const op = "asteriskconf.Files"
	if err := s.check(); err != nil {
		return nil, err
	}
	all, err := template.New("").Option("missingkey=error").ParseFS(shipped, "*.conf")
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	files := map[string][]byte{}
	for _, t := range all.Templates() {
		var out bytes.Buffer
		if err := t.Execute(&out, s); err != nil {
			return nil, fault.Wrap(op, err)
		}
		files[t.Name()] = out.Bytes()
	}
	return files, nil
}

// Render writes the configuration for s into dir, which is made when missing.
// Each file is replaced as a whole; what an administrator keeps in the *.d
// folders stays as it is. The files hold the password of ARI: they are
// readable by owner and group only.
func Render(dir string, s Settings) error {
	const op = "asteriskconf.Render"
	files, err := Files(s)
	if err != nil {
		return err
	}
	for folder, readme := range included {
		path := filepath.Join(dir, folder)
		if err := os.MkdirAll(path, 0o750); err != nil {
			return fault.Wrap(op, err)
		}
		if err := writeNew(filepath.Join(path, "README"), readme); err != nil {
			return fault.Wrap(op, err)
		}
	}
	for name, text := range files {
		if err := replace(filepath.Join(dir, name), text); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return nil
}

// writeNew leaves a file that is there alone.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// replace never leaves half a file: a reload may read at any moment. The file
// takes the folder's group, by which Asterisk may read it.
func replace(path string, text []byte) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, text, 0o640); err != nil {
		return err
	}
	if err := takeGroup(tmp, filepath.Dir(path)); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

func takeGroup(file, folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if of, ok := info.Sys().(*syscall.Stat_t); ok && int(of.Gid) != os.Getegid() {
		return os.Chown(file, -1, int(of.Gid))
	}
	return nil
}
