import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { shippedFiles } from '../build/shipped.mjs';
import { readmeAlone } from './readme.mjs';
import { zip } from './zip.mjs';

/**
 * The extension as one file that VS Code installs: what npm would publish, and the two files that say what it is. Written
 * here rather than by @vscode/vsce, which brings 230 packages for it; a VSIX made this way can be published with it.
 * @param {string} root
 * @returns {Promise<{ name: string, contents: Buffer }>}
 */
export async function createVsix(root) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const { files } = await shippedFiles(root);
  const names = files.map((file) => file.path).sort((a, b) => (a < b ? -1 : 1));
  const shipped = await Promise.all(
    names.map(async (name) => {
      const contents = await readFile(path.join(root, name));
      return {
        name: `extension/${name}`,
        contents: name === 'README.md' ? Buffer.from(readmeAlone(contents.toString())) : contents,
      };
    }),
  );
  const described = [
    { name: '[Content_Types].xml', contents: Buffer.from(contentTypes(names)) },
    { name: 'extension.vsixmanifest', contents: Buffer.from(packageManifest(manifest)) },
  ];
  return { name: `${manifest.name}-${manifest.version}.vsix`, contents: zip([...described, ...shipped]) };
}

/**
 * @param {{
 *   name: string, version: string, publisher: string, displayName: string, description: string, icon: string,
 *   categories: string[], keywords: string[], engines: { vscode: string }, extensionKind: string[],
 *   galleryBanner: { color: string, theme: string },
 * }} manifest
 */
export function packageManifest(manifest) {
  const { name, version, publisher, displayName, description, icon, galleryBanner } = manifest;
  const property = (/** @type {string} */ id, /** @type {string} */ value) =>
    `      <Property Id="Microsoft.VisualStudio.${id}" Value="${escaped(value)}" />`;
  const asset = (/** @type {string} */ type, /** @type {string} */ file) =>
    `    <Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${escaped(file)}" Addressable="true" />`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">',
    '  <Metadata>',
    `    <Identity Language="en-US" Id="${escaped(name)}" Version="${escaped(version)}" Publisher="${escaped(publisher)}" />`,
    `    <DisplayName>${escaped(displayName)}</DisplayName>`,
    `    <Description xml:space="preserve">${escaped(description)}</Description>`,
    `    <Tags>${escaped(manifest.keywords.join(','))}</Tags>`,
    `    <Categories>${escaped(manifest.categories.join(','))}</Categories>`,
    '    <GalleryFlags>Public</GalleryFlags>',
    '    <Properties>',
    property('Code.Engine', manifest.engines.vscode),
    property('Code.ExtensionDependencies', ''),
    property('Code.ExtensionPack', ''),
    property('Code.ExtensionKind', manifest.extensionKind.join(',')),
    property('Code.LocalizedLanguages', ''),
    property('Code.EnabledApiProposals', ''),
    property('Code.ExecutesCode', 'true'),
    property('Services.Branding.Color', galleryBanner.color),
    property('Services.Branding.Theme', galleryBanner.theme),
    property('Services.GitHubFlavoredMarkdown', 'true'),
    property('Services.Content.Pricing', 'Free'),
    '    </Properties>',
    '    <License>extension/LICENSE</License>',
    `    <Icon>extension/${escaped(icon)}</Icon>`,
    '  </Metadata>',
    '  <Installation>',
    '    <InstallationTarget Id="Microsoft.VisualStudio.Code" />',
    '  </Installation>',
    '  <Dependencies />',
    '  <Assets>',
    asset('Code.Manifest', 'package.json'),
    asset('Services.Content.Details', 'README.md'),
    asset('Services.Content.Changelog', 'CHANGELOG.md'),
    asset('Services.Content.License', 'LICENSE'),
    asset('Services.Icons.Default', icon),
    '  </Assets>',
    '</PackageManifest>',
    '',
  ].join('\n');
}

/** @param {readonly string[]} names */
function contentTypes(names) {
  const known = /** @type {Record<string, string>} */ ({
    '.css': 'text/css',
    '.js': 'application/javascript',
    '.cjs': 'application/javascript',
    '.json': 'application/json',
    '.md': 'text/markdown',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.ttf': 'font/ttf',
    '.txt': 'text/plain',
    '.wasm': 'application/wasm',
  });
  const endings = [...new Set([...names.map((name) => path.extname(name)), '.vsixmanifest'])].filter(
    (ending) => ending !== '',
  );
  const types = endings.map((ending) => {
    const type = ending === '.vsixmanifest' ? 'text/xml' : (known[ending] ?? 'application/octet-stream');
    return `<Default Extension="${ending}" ContentType="${type}"/>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>\n`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
