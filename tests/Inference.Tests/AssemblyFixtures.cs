using Engram.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
