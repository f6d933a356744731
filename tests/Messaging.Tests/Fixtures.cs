using Engram.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(RabbitMqFixture))]

namespace Engram.Messaging.Tests;

/// <summary>Classes whose services read the same queues of the broker: they run one after another.</summary>
internal static class SharesQueues
{
    public const string Name = "queues";
}
