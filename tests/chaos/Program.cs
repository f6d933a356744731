using System.Globalization;
using Engram.Chaos;

if (args.Length < 2 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out var seed)
    || !int.TryParse(args[1], CultureInfo.InvariantCulture, out var count))
{
    Console.Error.WriteLine("Usage: tests/chaos/run.sh SEED FAULTS [kill,terminate,stall,partition]");
    return 2;
}

var kinds = args.Length > 2 ? args[2].Split(',').Select(kind => Enum.Parse<FaultKind>(kind, ignoreCase: true)).ToArray() : [FaultKind.Kill];
await using var system = await ChaosSystem.StartAsync();
var workload = new Workload(system.Url, seed);
var working = workload.RunAsync();
await new Faults(system, new Random(seed), kinds).InflictAsync(count);
workload.Stop();
await working;
return await Verdict.ReachAsync(system, workload, seed) ? 0 : 1;
