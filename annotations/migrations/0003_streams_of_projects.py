from django.db import migrations


def tell_projects(apps, schema_editor):
    """Say of each stream whose history it is; what no row owns stays without, and verify_history names it."""
    Stream = apps.get_model("annotations", "Stream")
    for kind, way in (("project", "pk"), ("article", "project_id"), ("source", "project_id")):
        owners = apps.get_model("annotations", kind).objects.values_list("pk", way)
        for owner, project in owners.iterator(chunk_size=500):
            Stream.objects.filter(pk=f"{kind}:{owner}").update(project_id=project)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0002_the_desk_of_a_team")]
    operations = [migrations.RunPython(tell_projects, migrations.RunPython.noop)]
