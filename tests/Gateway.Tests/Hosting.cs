using System.Runtime.CompilerServices;
using Engram.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Engram.Gateway.Tests;

internal static class FilledDatabase
{
    [ModuleInitializer]
    internal static void Use() =>
        PostgresFixture.Fill = async database => await (await GatewayHost.StartAsync(database)).DisposeAsync();
}
