import re

from django.db import migrations

from annotations.models.stream_keys import StreamKeyField

TEXT = '(article|project|source):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
COLUMNS = (('annotations_stream', 'key'), ('annotations_event', 'stream_id'), ('annotations_leaf', 'stream_id'))
# What is no key stays the text that it is, and is found by verify_history as before.
TO_BYTES = (
    "CASE WHEN {0} ~ '^" + TEXT + "$' THEN decode(CASE split_part({0}, ':', 1)"
    " WHEN 'article' THEN '81' WHEN 'project' THEN '82' ELSE '83' END"
    " || replace(split_part({0}, ':', 2), '-', ''), 'hex') ELSE convert_to({0}, 'UTF8') END"
)
TO_TEXT = (
    "CASE WHEN length({0}) = 17 AND substr({0}, 1, 1) IN ('\\x81', '\\x82', '\\x83')"
    " THEN CASE substr({0}, 1, 1) WHEN '\\x81' THEN 'article:' WHEN '\\x82' THEN 'project:' ELSE 'source:' END"
    " || encode(substr({0}, 2), 'hex')::uuid::text ELSE convert_from({0}, 'UTF8') END"
)
WORDS = {'article': b'\x81', 'project': b'\x82', 'source': b'\x83'}


def to_bytes(key):
    if isinstance(key, str) and re.fullmatch(TEXT, key):
        kind, _, digits = key.partition(':')
        return WORDS[kind] + bytes.fromhex(digits.replace('-', ''))
    return key.encode() if isinstance(key, str) else key


def to_text(key):
    for kind, code in WORDS.items():
        if isinstance(key, bytes) and len(key) == 17 and key[:1] == code:
            digits = key[1:].hex()
            return f'{kind}:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}'
    return key.decode() if isinstance(key, bytes) else key


class AlterKeys(migrations.AlterField):
    """Alter the key of streams with what points at it, and write every one of them in the other way."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == 'sqlite':
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            self.write(schema_editor, to_bytes)
        else:
            self.alter(schema_editor, 'bytea', TO_BYTES)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == 'sqlite':
            self.write(schema_editor, to_text)
            # Not database_backwards, which would call this class's own database_forwards.
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            self.alter(schema_editor, 'varchar(60)', TO_TEXT)
            stream = to_state.apps.get_model(app_label, self.model_name)
            schema_editor.execute(schema_editor._create_like_index_sql(stream, stream._meta.pk))

    def write(self, schema_editor, anew):
        schema_editor.connection.connection.create_function('written_anew', 1, anew)
        for table, column in COLUMNS:
            schema_editor.execute(f'UPDATE {table} SET {column} = written_anew({column})')

    def alter(self, schema_editor, kind, using):
        """Let go of what holds the columns to each other, alter them (which writes each table once), and hold them again."""
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            held = {table: connection.introspection.get_constraints(cursor, table) for table, _ in COLUMNS}
        links = []
        for table, column in COLUMNS:
            for name, one in held[table].items():
                if one['columns'] == [column] and one['foreign_key']:
                    links.append((table, column, name))
                    schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT {name}')
                elif name.endswith('_like') and one['columns'] == [column]:
                    schema_editor.execute(f'DROP INDEX {name}')
        for table, column in COLUMNS:
            schema_editor.execute(f'ALTER TABLE {table} ALTER {column} TYPE {kind} USING {using.replace("{0}", column)}')
        for table, column, name in links:
            schema_editor.execute(
                f'ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column})'
                ' REFERENCES annotations_stream (key) DEFERRABLE INITIALLY DEFERRED'
            )


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0010_values_by_event_and_field'),
    ]

    operations = [
        AlterKeys(model_name='stream', name='key', field=StreamKeyField(max_length=60, primary_key=True, serialize=False)),
    ]
