package sipphone_test

import (
	"context"
	"fmt"
	"time"

	"vonal/internal/sipphone"
)

// A phone is called, rings, answers and hears the caller's tone. With Server
// set to an Asterisk, phone.Register would come first and the call would go
// there.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	phone, err := sipphone.NewPhone(sipphone.PhoneConfig{User: "anna", Tone: 440})
	if err != nil {
		panic(err)
	}
	defer phone.Close()

	trunk, err := sipphone.Listen("127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer trunk.Close()
	caller, err := sipphone.Call(ctx, sipphone.CallConfig{
		Socket: trunk, Server: phone.Socket().Addr(), To: "anna", From: "+36301234567", Name: "Béla", Tone: 1000,
	})
	if err != nil {
		panic(err)
	}

	offer, err := phone.NextOffer(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println("offered a call of", offer.CallerName(), offer.CallerNumber())
	offer.Ring()
	<-caller.Ringing()
	if err := offer.Answer(); err != nil {
		panic(err)
	}
	fmt.Println("the phone hears the caller:", offer.WaitTone(ctx, 1000) == nil)
	fmt.Println("the caller hears the phone:", caller.WaitTone(ctx, 440) == nil)
	caller.Hangup()
	<-offer.Ended()
	fmt.Println("hung up by", offer.Ending().By)
	// Output:
	// offered a call of Béla +36301234567
	// the phone hears the caller: true
	// the caller hears the phone: true
	// hung up by them
}
