namespace Engram.TestKit;

/// <summary>Chooses the kind of test servers by one environment variable. A choice that does not work fails the tests: skipping them or
/// falling back to the other kind would hide the problem.</summary>
internal static class TestServers
{
    private const string Variable = "ENGRAM_TEST_SERVERS";
    private const string Private = "private";
    private const string Containers = "containers";

    public static ITestServers FromEnvironment() => FromName(Environment.GetEnvironmentVariable(Variable));

    public static ITestServers FromName(string? name) => name switch
    {
        null or "" or Private => new PrivateTestServers(),
        Containers => new ContainerTestServers(),
        _ => throw new InvalidOperationException($"{Variable} is '{name}'; it can be '{Private}' (the default) or '{Containers}'."),
    };
}
