#!/usr/bin/python3
"""Drives a running cluster with the unmodified Python client of Debian's package python3-ganeti-rapi.

Usage: tour.py HOST PORT USER PASSWORD
Prints one line per step and ends with exit code 0 only when every step answered what it should.
"""
import sys

from ganeti.rapi import client as rapi


def main(host, port, user, password):
    c = rapi.GanetiRapiClient(host, port=int(port), username=user, password=password)
    name = "pytour.example.com"

    def check(what, ok):
        print("%-42s %s" % (what, "ok" if ok else "FAILED"), flush=True)
        if not ok:
            sys.exit(1)

    def job(what, job_id):
        # Both ways of waiting that the client offers: change notification, then polling.
        change = c.WaitForJobChange(job_id, ["status"], None, -1)
        check("%s: job %s, first change" % (what, job_id), change is None or "job_info" in change)
        done = c.WaitForJobCompletion(job_id, period=0.2, retries=300)
        if not done:
            print(c.GetJobStatus(job_id))
        check("%s: job %s succeeded" % (what, job_id), done)
        return c.GetJobStatus(job_id)["opresult"]

    check("version", c.GetVersion() == 2)
    check("features", "instance-create-reqv1" in c.GetFeatures())
    info = c.GetInfo()
    check("cluster info", "name" in info and "master" in info)
    nodes = sorted(c.GetNodes())
    check("three nodes or more", len(nodes) >= 3)
    check("nodes in bulk", sorted(n["name"] for n in c.GetNodes(bulk=True)) == nodes)
    check("one node", c.GetNode(nodes[0])["name"] == nodes[0])
    check("node role", c.GetNodeRole(nodes[0]) in ("master", "master-candidate", "regular"))
    check("groups", "default" in c.GetGroups())
    check("operating systems", "noop" in [o.split("+")[0] for o in c.GetOperatingSystems()])

    job("create (dry run)", c.CreateInstance(
        "create", name, "drbd", [{"size": 1024}], [{}], os="noop", pnode=nodes[0], snode=nodes[1],
        beparams={"memory": 256, "vcpus": 1}, name_check=False, ip_check=False, dry_run=True))
    check("dry run left nothing", name not in c.GetInstances())
    job("create", c.CreateInstance(
        "create", name, "drbd", [{"size": 1024}], [{}], os="noop", pnode=nodes[0], snode=nodes[1],
        beparams={"memory": 256, "vcpus": 1}, name_check=False, ip_check=False))
    inst = c.GetInstance(name)
    check("instance runs on the first node", inst["pnode"] == nodes[0] and inst["snodes"] == [nodes[1]])
    check("status", inst["status"] == "running" and inst["oper_state"] is True)
    details = job("info", c.GetInstanceInfo(name))
    check("info names the instance", name in details[0])

    job("migrate", c.MigrateInstance(name))
    check("moved to the second node", c.GetInstance(name)["pnode"] == nodes[1])
    job("modify", c.ModifyInstance(name, beparams={"memory": 128, "vcpus": 2}))
    check("modified", c.GetInstance(name)["beparams"]["vcpus"] == 2)
    job("tag", c.AddInstanceTags(name, ["tour", "web"]))
    check("tags", sorted(c.GetInstanceTags(name)) == ["tour", "web"])
    job("untag", c.DeleteInstanceTags(name, ["web"]))
    check("tags after removal", c.GetInstanceTags(name) == ["tour"])
    job("shutdown", c.ShutdownInstance(name))
    check("down", c.GetInstance(name)["status"] == "ADMIN_down")
    job("startup", c.StartupInstance(name))
    job("reboot", c.RebootInstance(name, reboot_type="hard"))
    job("grow", c.GrowInstanceDisk(name, 0, 512))
    check("grown", c.GetInstance(name)["disk.sizes"] == [1536])
    job("failover", c.FailoverInstance(name))
    check("back on the first node", c.GetInstance(name)["pnode"] == nodes[0])
    job("replace disks", c.ReplaceInstanceDisks(name, mode="replace_new_secondary", remote_node=nodes[2]))
    check("new secondary", c.GetInstance(name)["snodes"] == [nodes[2]])
    job("remove", c.DeleteInstance(name))
    check("gone", name not in c.GetInstances())
    try:
        c.GetInstance(name)
        check("asking for it is an error", False)
    except rapi.GanetiApiError as err:
        check("asking for it answers 404", err.code == 404)
    check("jobs are listed", len(c.GetJobs()) > 10)
    print("python client tour: all steps ok")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
