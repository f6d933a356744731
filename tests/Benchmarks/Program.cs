using Engram.Benchmarks;

return await Bench.RunAsync(args, [
    new BusBench(),
]);
