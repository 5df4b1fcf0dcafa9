// What is loaded together is one file: what the log-in needs, and what stands
// around every page. Otherwise modules that pages share in different ways are
// files of their own, and a hundred requests wait for one another.
import type { RolldownOptions } from 'rolldown';

type Groups = Extract<NonNullable<Extract<RolldownOptions['output'], { codeSplitting?: unknown }>['codeSplitting']>, object>['groups'];
type Module = { importedIds: readonly string[]; code: string | null };
type Look = (id: string) => Module | null;

// These export hundreds of modules; who imports from them needs only what it
// names. The module of a name is found by its file; one that is not is left to
// the bundler.
const barrel = /node_modules\/(@mantine\/core|@mantine\/notifications|@tabler\/icons-react)\/.*\/(index|tabler-icons-react)\.m?js$/;
const named = /import\s*\{([^}]*)\}\s*from\s*["'](?:@mantine\/core|@mantine\/notifications|@tabler\/icons-react)["']/g;
const fileOf = (path: string) => path.split('/').pop()!.replace(/\.m?js$/, '').replaceAll('-', '').toLowerCase();

function imports({ importedIds, code }: Module, look: Look): string[] {
  const direct = importedIds.filter((id) => !barrel.test(id));
  const names = [...(code ?? '').matchAll(named)].flatMap((m) => m[1]!.split(',').map((n) => n.trim().split(/\s+as\s+/)[0]!.toLowerCase()));
  const inBarrels = importedIds.filter((id) => barrel.test(id)).flatMap((id) => everyModule(id, look));
  return [...direct, ...inBarrels.filter((id) => names.includes(fileOf(id)))];
}

// everyModule is what a barrel exports, through other barrels too.
const everyModule = (id: string, look: Look): string[] =>
  (look(id)?.importedIds ?? []).flatMap((of) => (barrel.test(of) ? everyModule(of, look) : [of]));

// reached is every module that the given ones load before they run.
function reached(from: readonly string[], look: Look, but: ReadonlySet<string> = new Set()): Set<string> {
  const seen = new Set<string>();
  const next = [...from];
  for (let id = next.pop(); id; id = next.pop()) {
    if (seen.has(id) || but.has(id)) continue;
    seen.add(id);
    const module = look(id);
    if (module) next.push(...imports(module, look));
  }
  return seen;
}

// chunks names the file that a module goes into.
export function chunks(src: string): Groups {
  let start: Set<string> | undefined;
  let frame: Set<string> | undefined;
  return [
    {
      debugName: 'start and frame',
      test: /\.([jt]sx?|m?js|css)$/,
      includeDependenciesRecursively: false, // what they export would all come along
      name: (id, graph) => {
        const look: Look = (of) => graph.getModuleInfo(of);
        start ??= reached([`${src}/main.tsx`, `${src}/pages/Login.tsx`], look);
        frame ??= reached([`${src}/app/Frame.tsx`], look, start);
        return start.has(id) ? 'start' : frame.has(id) ? 'frame' : null;
      },
    },
  ];
}
